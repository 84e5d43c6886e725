package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.checkpoint.CheckpointException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Evaluation and prediction of one model, held against each other: 22 examples as 10, 10 and 2. */
@Tag("medium")
class EvaluationTest {
  /** Some labels are wrong, so that accuracy and loss are those of a fallible model. */
  private static final SyntheticInput TEST =
      TinyModel.examples(22, 10).labeled(c -> c == 2 ? 0 : c);

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  private Estimator estimator;

  @BeforeEach
  void train() {
    estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(30));
  }

  @Test
  void lossIsTheMeanOfTheBatchesHoweverShort() {
    List<Prediction> predictions = estimator.predict(TEST).toList();
    double expected =
        (meanLoss(predictions, 0, 10)
                + meanLoss(predictions, 10, 20)
                + meanLoss(predictions, 20, 22))
            / 3;
    double loss = estimator.evaluate(TEST).loss();
    assertThat(loss).isCloseTo(expected, within(1e-6));
    assertThat(loss).isNotCloseTo(meanLoss(predictions, 0, 22), within(1e-4));
  }

  @Test
  void averageLossIsTheMeanOfTheExamples() {
    assertThat(estimator.evaluate(TEST).averageLoss())
        .isCloseTo(meanLoss(estimator.predict(TEST).toList(), 0, 22), within(1e-6));
  }

  @Test
  void accuracyCountsExamples() {
    List<Prediction> predictions = estimator.predict(TEST).toList();
    int correct = 0;
    for (int i = 0; i < 22; i++) {
      correct += argMax(predictions.get(i).asFloats("probabilities")) == TEST.labelOf(i) ? 1 : 0;
    }
    assertThat(correct).isBetween(1, 21);
    Evaluation evaluation = estimator.evaluate(TEST);
    assertThat(evaluation.accuracy()).isEqualTo(correct / 22.0);
    assertThat(evaluation.examples()).isEqualTo(22);
    assertThat(evaluation.globalStep()).isEqualTo(30);
  }

  @Test
  void aResultReadsAsPythonsDictionary() {
    var evaluation =
        new Evaluation(Map.of("accuracy", 0.9643), Map.of(), 0.1283, 0.1281, 16_000, 14_000);
    assertThat(evaluation)
        .hasToString("{accuracy=0.9643, loss=0.1283, average_loss=0.1281, global_step=16000}");
    assertThat(estimator.evaluate(TEST).toString())
        .matches("\\{accuracy=[\\d.]+, loss=[\\d.]+, average_loss=[\\d.]+, global_step=30}");
  }

  @Test
  void aMetricThatIsntThereIsNamedWithThoseThatAre() {
    assertThatThrownBy(() -> estimator.evaluate(TEST).metric("recall"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"recall\"")
        .hasMessageContaining("[accuracy]");
  }

  @Test
  void evaluationLogsWhenItRanAndWhatItFound() {
    int before = log.lines().all().size();
    Evaluation evaluation = estimator.evaluate(TEST);
    List<String> lines = log.lines().all().subList(before, log.lines().all().size());
    assertThat(lines).hasSize(10);
    assertThat(lines.get(0)).isEqualTo("Calling model_fn.");
    assertThat(lines.get(1)).isEqualTo("Done calling model_fn.");
    assertThat(lines.get(2)).matches("Starting evaluation at \\d{4}-\\d\\d-\\d\\dT[\\d:]{8}");
    assertThat(lines.get(3)).isEqualTo("Graph was finalized.");
    assertThat(lines.get(4))
        .isEqualTo("Restoring parameters from " + modelDir.resolve("model.ckpt-30"));
    assertThat(lines.get(5)).isEqualTo("Running local_init_op.");
    assertThat(lines.get(6)).isEqualTo("Done running local_init_op.");
    assertThat(lines.get(7)).matches("Inference Time : \\d+\\.\\d{5}s");
    assertThat(lines.get(8)).matches("Finished evaluation at \\d{4}-\\d\\d-\\d\\d-[\\d:]{8}");
    assertThat(lines.get(9))
        .isEqualTo(
            "Saving dict for global step 30: accuracy = %s, average_loss = %s, global_step = 30, loss = %s",
            (float) evaluation.accuracy(),
            (float) evaluation.averageLoss(),
            (float) evaluation.loss());
  }

  @Test
  void fewerBatchesMayBeEvaluated() {
    Evaluation ten = estimator.evaluate(EvalSpec.of(TEST, 1));
    assertThat(ten.examples()).isEqualTo(10);
    assertThat(ten.loss())
        .isCloseTo(meanLoss(estimator.predict(TEST).toList(), 0, 10), within(1e-6));
    assertThat(estimator.evaluate(EvalSpec.of(TEST, 99)).examples()).isEqualTo(22);
    assertThat(estimator.evaluate(EvalSpec.of(TinyModel.TRAIN, 3)).examples()).isEqualTo(24);
    assertThatThrownBy(() -> EvalSpec.of(TEST, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("steps (0) must be 1 or more");
  }

  @Test
  void anEarlierCheckpointMayBeEvaluatedAndUsed() {
    Evaluation before = estimator.evaluate(TEST);
    List<Long> classes = estimator.predict(TEST).map(p -> p.asLong("classes")).toList();
    estimator.train(TinyModel.TRAIN, Steps.more(20));
    assertThat(estimator.evaluate(TEST)).isNotEqualTo(before);

    Path earlier = modelDir.resolve("model.ckpt-30");
    assertThat(estimator.evaluate(EvalSpec.of(TEST), earlier)).isEqualTo(before);
    assertThat(estimator.predict(TEST, earlier).map(p -> p.asLong("classes")))
        .containsExactlyElementsOf(classes);
    assertThatThrownBy(
            () -> estimator.evaluate(EvalSpec.of(TEST), modelDir.resolve("model.ckpt-31")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("model.ckpt-31");
  }

  @Test
  void timesOfFullMinutesHaveTheirSecondsToo() {
    var time = LocalDateTime.of(2018, 8, 5, 12, 52, 0);
    assertThat(Evaluator.START.format(time)).isEqualTo("2018-08-05T12:52:00");
    assertThat(Evaluator.FINISH.format(time)).isEqualTo("2018-08-05-12:52:00");
  }

  @Test
  void evaluationChangesNothing() {
    var before = TinyModel.contents(modelDir);
    assertThat(estimator.evaluate(TEST)).isEqualTo(estimator.evaluate(TEST));
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
  }

  @Test
  void inputsWithoutEndExamplesOrLabelsAreRefused() {
    assertThatThrownBy(() -> estimator.evaluate(TinyModel.TRAIN))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never ends");
    assertThatThrownBy(() -> estimator.evaluate(TinyModel.examples(0, 10)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("no examples");
    assertThatThrownBy(() -> estimator.evaluate(TEST.unlabeled()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("asks for labels in EVAL, and this input has none");
  }

  static int argMax(float[] values) {
    int best = 0;
    for (int i = 1; i < values.length; i++) {
      best = values[i] > values[best] ? i : best;
    }
    return best;
  }

  private static double meanLoss(List<Prediction> predictions, int from, int to) {
    double sum = 0;
    for (int i = from; i < to; i++) {
      sum -= Math.log(predictions.get(i).asFloats("probabilities")[TEST.labelOf(i)]);
    }
    return sum / (to - from);
  }
}
