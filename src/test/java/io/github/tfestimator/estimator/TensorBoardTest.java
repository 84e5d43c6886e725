package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.hooks.SummarySaverHook;
import io.github.tfestimator.hooks.WeightHistogramHook;
import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EventFiles;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

/** Files that trainings and evaluations leave for TensorBoard. */
@Tag("medium")
class TensorBoardTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void aTrainingWritesLossFromStep1AndSpeedFromStep100() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(210));
    assertThat(steps("loss")).containsExactly(1L, 101L, 201L);
    assertThat(steps("global_step/sec")).containsExactly(100L, 200L);
  }

  @Test
  void theLossIsTheLoggedOne() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(110));
    List<String> logged =
        log.lines().startingWith("loss = ").stream().map(line -> line.split("[ ,]+")[2]).toList();
    assertThat(values("loss"))
        .extracting(value -> String.valueOf(value.getSimpleValue()))
        .isEqualTo(logged)
        .hasSize(2);
  }

  @Test
  void theGraphIsWrittenOnceHoweverOftenResumed() throws Exception {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1));
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1));
    List<Event> graphs = events().stream().filter(Event::hasGraphDef).toList();
    assertThat(graphs).hasSize(1);
    assertThat(GraphDef.parseFrom(graphs.get(0).getGraphDef()).getNodeList())
        .extracting(node -> node.getName())
        .contains("softmax_tensor", "train_op");
  }

  @Test
  void eachTrainingSaysAtWhichStepItStarts() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(7));
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(2));
    assertThat(events())
        .filteredOn(event -> event.getSessionLog().getStatus() == SessionStatus.START)
        .extracting(Event::getStep)
        .containsExactly(1L, 8L);
  }

  @Test
  void summariesCanBeRarerOrNone() {
    var rare = RunConfig.in(modelDir).withSaveSummarySteps(3).withLogStepCountSteps(4);
    TinyModel.with(rare).train(TinyModel.TRAIN, Steps.more(8));
    assertThat(steps("loss")).containsExactly(1L, 4L, 7L);
    assertThat(steps("global_step/sec")).containsExactly(4L, 8L);
    TinyModel.with(rare.withSaveSummarySteps(0)).train(TinyModel.TRAIN, Steps.more(8));
    assertThat(steps("loss")).hasSize(3);
  }

  @Test
  void aHookWritesScalarsAndHistogramsOfTensors() {
    var hook =
        SummarySaverHook.every(
            Every.steps(2),
            Map.of(
                "a", "sparse_softmax_cross_entropy_loss/value", "probabilities", "softmax_tensor"));
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3), hook);
    assertThat(steps("a")).containsExactly(1L, 3L);
    assertThat(values("a").get(0).getSimpleValue())
        .isEqualTo(values("loss").get(0).getSimpleValue());
    Summary.Value probabilities = values("probabilities").get(1);
    assertThat(probabilities.getHisto().getNum()).isEqualTo(24);
    assertThat(probabilities.getHisto().getSum()).isCloseTo(8, within(1e-5));
  }

  @Test
  void aTensorThatIsNoFloatOrNotThereIsNamed() {
    var integers = SummarySaverHook.every(Every.steps(1), Map.of("step", "ArgMax"));
    assertThatThrownBy(() -> TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1), integers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"step\" is of DT_INT64");
    var absent = SummarySaverHook.every(Every.steps(1), Map.of("step", "nothing"));
    assertThatThrownBy(() -> TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1), absent))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("SummarySaverHook: the model has no tensor \"nothing\"");
  }

  @Test
  void histogramsOfWeightsAreThoseOfTheCheckpoint() {
    TinyModel.in(modelDir)
        .train(TinyModel.TRAIN, Steps.more(3), WeightHistogramHook.every(Every.steps(2)));
    assertThat(steps("dense/kernel")).containsExactly(1L, 3L);
    List<Double> ends = new ArrayList<>();
    for (String name : List.of("dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias")) {
      ends.add(values(name).get(1).getHisto().getMin());
      ends.add(values(name).get(1).getHisto().getMax());
    }
    assertThat(ends).isEqualTo(endsInCheckpoint());
  }

  @Test
  void evaluationsGoToFoldersOfTheirOwn() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    Evaluation plain = estimator.evaluate(TinyModel.examples(20, 8));
    estimator.evaluate(TinyModel.examples(20, 8), "other");
    for (Path folder : List.of(estimator.evalDir(), estimator.evalDir("other"))) {
      assertThat(EventFiles.scalars(folder)).containsOnlyKeys(3L);
      assertThat(EventFiles.scalars(folder).get(3L))
          .containsOnlyKeys("accuracy", "loss", "average_loss")
          .containsEntry("loss", (float) plain.loss())
          .containsEntry("average_loss", (float) plain.averageLoss());
      assertThat(EvaluationHistory.in(folder).records()).containsExactly(plain.toRecord());
    }
    assertThat(estimator.evalDir()).isEqualTo(modelDir.resolve("eval"));
    assertThat(estimator.evalDir("other")).isEqualTo(modelDir.resolve("eval_other"));
  }

  @Test
  void aNameThatIsNoFolderIsRefused() {
    assertThatThrownBy(() -> TinyModel.in(modelDir).evaluate(TinyModel.examples(4, 4), "a/b"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("name (a/b)");
  }

  /** The least and the largest value of each variable, read past our own reader. */
  private List<Double> endsInCheckpoint() {
    List<Double> ends = new ArrayList<>();
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1), new WeightsAtStart(ends));
    return ends;
  }

  private List<Long> steps(String tag) {
    return events().stream()
        .filter(
            event ->
                event.getSummary().getValueList().stream().anyMatch(v -> v.getTag().equals(tag)))
        .map(Event::getStep)
        .toList();
  }

  private List<Summary.Value> values(String tag) {
    return events().stream()
        .flatMap(event -> event.getSummary().getValueList().stream())
        .filter(value -> value.getTag().equals(tag))
        .toList();
  }

  private List<Event> events() {
    return EventFiles.read(modelDir);
  }

  /** Fetches the restored weights. */
  private record WeightsAtStart(List<Double> ends) implements SessionRunHook {
    @Override
    public void afterCreateSession(RunContext context) {
      for (String name : List.of("dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias")) {
        float[] values = Tensors.variable(context.session(), name);
        java.util.Arrays.sort(values);
        ends.add((double) values[0]);
        ends.add((double) values[values.length - 1]);
      }
    }
  }
}
