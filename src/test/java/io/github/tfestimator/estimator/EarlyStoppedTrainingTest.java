package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.hooks.EarlyStoppingHook;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.summary.EventFiles;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Early stopping and the evaluations of a training together. */
class EarlyStoppedTrainingTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void aTrainingEndsAtTheEvaluationThatStoppedIt() {
    TrainAndEvaluateResult result = train(1_000);
    // The loss falls, so the highest is the first one, at step 2; 8 steps on patience is at an end.
    assertThat(result.globalStep()).isEqualTo(10);
    assertThat(result.evaluation().orElseThrow().globalStep()).isEqualTo(10);
    assertThat(CheckpointReader.newestIn(modelDir).orElseThrow().globalStep()).isEqualTo(10);
  }

  @Test
  void takenUpAgainItStaysWhereItStopped() {
    train(1_000);
    var variables = TinyModel.in(modelDir).newestCheckpoint().variables();
    assertThat(train(1_000).globalStep()).isEqualTo(10);
    assertThat(TinyModel.in(modelDir).newestCheckpoint().variables()).isEqualTo(variables);
  }

  @Test
  void stoppedInTheMiddleItEndsWhereItWouldHaveEnded() {
    assertThat(train(5).globalStep()).isEqualTo(5);
    assertThat(train(7).globalStep()).isEqualTo(7);
    assertThat(train(1_000).globalStep()).isEqualTo(10);
  }

  @Test
  void theEvaluationsOfATrainingAreInOneEventFile() {
    Estimator estimator = train(1_000, TinyModel.with(savingEveryTwoSteps()));
    assertThat(EventFiles.scalars(estimator.evalDir()).keySet())
        .containsExactly(2L, 4L, 6L, 8L, 10L);
    assertThat(estimator.evalDir().toFile().list((folder, name) -> name.startsWith("events.")))
        .hasSize(1);
  }

  private RunConfig savingEveryTwoSteps() {
    return RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(2));
  }

  private TrainAndEvaluateResult train(long maxSteps) {
    return run(maxSteps, TinyModel.with(savingEveryTwoSteps()));
  }

  private Estimator train(long maxSteps, Estimator estimator) {
    run(maxSteps, estimator);
    return estimator;
  }

  private static TrainAndEvaluateResult run(long maxSteps, Estimator estimator) {
    var patience = EarlyStoppingHook.stopIfNoIncrease(estimator.evalDir(), "loss", 8);
    return estimator.trainAndEvaluate(
        TrainSpec.of(TinyModel.TRAIN, Steps.upTo(maxSteps)).withHooks(patience),
        EvalSpec.of(TinyModel.examples(20, 8)).withThrottle(Duration.ZERO));
  }
}
