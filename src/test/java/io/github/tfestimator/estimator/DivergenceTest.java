package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.Rows;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.NanLossDuringTrainingException;
import io.github.tfestimator.hooks.NanTensorHook;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** A model that is no numbers any more is never saved. */
@Tag("medium")
class DivergenceTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void tooHighARateLeavesAFiniteCheckpoint() {
    Estimator reckless = Estimator.of(new TinyModel(8, 1e30f), RunConfig.in(modelDir));
    assertThatThrownBy(() -> reckless.train(TinyModel.TRAIN, Steps.more(100)))
        .isInstanceOf(NanLossDuringTrainingException.class)
        .hasMessageContaining("learning rate");
    assertNewestIsFinite();
  }

  @Test
  void aLossThatIsNoNumberEndsTheTrainingBeforeItIsSaved() {
    var often = RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(1));
    assertThatThrownBy(() -> TinyModel.with(often).train(new SpoiltAtBatchThree(), Steps.more(9)))
        .isInstanceOf(NanLossDuringTrainingException.class)
        .hasMessageContaining("at step 3");
    assertThat(log.lines().all()).contains("Model diverged with loss = NaN.");
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isEqualTo(3);
    assertNewestIsFinite();
  }

  @Test
  void aNanLossCanEndTheTrainingWithoutASave() {
    var often = RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(2));
    long reached =
        TinyModel.with(often).train(new SpoiltAtBatchThree(), Steps.more(9), NanTensorHook.stop());
    assertThat(reached).as("the step that spoilt it was taken").isEqualTo(4);
    assertThat(log.lines().all())
        .contains(
            "Model diverged with loss = NaN.",
            "Not saving step 4: the newest checkpoint is that of step 2.");
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isEqualTo(2);
    assertNewestIsFinite();
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(2))).isEqualTo(4);
    assertNewestIsFinite();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 100})
  void aWeightThatIsNoNumberCanEndTheTrainingInPeaceToo(long saveSteps) {
    var config = RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(saveSteps));
    TinyModel.with(config)
        .train(TinyModel.TRAIN, Steps.more(1), new Spoiling(Float.NaN), NanTensorHook.stop());
    assertThat(
            log.lines().startingWith("Not saving step 1: the newest checkpoint is that of step 0."))
        .hasSize(saveSteps == 1 ? 1 : 0);
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isZero();
    assertNewestIsFinite();
  }

  @Test
  void whatDivergedAtTheEndIsNeitherEvaluatedNorExported() {
    TrainAndEvaluateResult result =
        TinyModel.in(modelDir)
            .trainAndEvaluate(
                TrainSpec.of(TinyModel.TRAIN, Steps.upTo(1))
                    .withHooks(new Spoiling(Float.NaN), NanTensorHook.stop()),
                EvalSpec.of(TinyModel.examples(8, 4)));
    assertThat(result.globalStep()).isEqualTo(1);
    assertThat(result.evaluation()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void aWeightThatIsNoNumberIsNotSavedThoughTheLossWasOne(float bad) {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    var before = TinyModel.contents(modelDir);
    assertThatThrownBy(
            () -> TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1), new Spoiling(bad)))
        .isInstanceOf(NanLossDuringTrainingException.class);
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
    assertNewestIsFinite();
  }

  private void assertNewestIsFinite() {
    Estimator estimator = TinyModel.in(modelDir);
    assertThat(estimator.newestCheckpoint().isFinite()).isTrue();
    assertThat(estimator.evaluate(TinyModel.examples(8, 4)).loss()).isFinite();
  }

  /** Examples of which one is no number. */
  private record SpoiltAtBatchThree() implements InputFn {
    @Override
    public SortedMap<String, TensorSpec> features() {
      return TinyModel.TRAIN.features();
    }

    @Override
    public SortedMap<String, TensorSpec> labels() {
      return TinyModel.TRAIN.labels();
    }

    @Override
    public boolean repeats() {
      return false;
    }

    @Override
    public BatchIterator from(long first) {
      return Rows.iterator(LongStream.range(0, 9).mapToObj(this::batch).iterator());
    }

    private Batch batch(long number) {
      Batch batch = TinyModel.TRAIN.from(number).next();
      float[] x = Rows.x(batch);
      if (number == 3) {
        x[5] = Float.NaN;
      }
      return Rows.batch(x, Rows.labels(batch));
    }
  }

  /** Spoils a weight after the step. */
  private static final class Spoiling implements SessionRunHook {
    private final float bad;
    private Op assign;

    Spoiling(float bad) {
      this.bad = bad;
    }

    @Override
    public void begin(Graph graph) {
      Ops tf = Ops.create(graph);
      assign = Tensors.variable(graph, "dense_1/bias").assign(tf, tf.array(0f, bad, 0f));
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      context.session().run(assign);
    }
  }
}
