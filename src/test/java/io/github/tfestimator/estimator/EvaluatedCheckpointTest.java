package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.summary.EvaluationHistory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** No older checkpoint is evaluated or exported in the place of the one that was just saved. */
@Tag("medium")
class EvaluatedCheckpointTest {
  private static final EvalSpec EVAL = EvalSpec.of(TinyModel.examples(22, 10));

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void anUnreadableLastCheckpointIsAnError() {
    SessionRunHook damage =
        new SessionRunHook() {
          @Override
          public void end(RunContext context) {
            damageStepFour();
          }
        };
    var training = TrainSpec.of(TinyModel.TRAIN, Steps.upTo(4));
    assertThatThrownBy(() -> model().trainAndEvaluate(training.withHooks(damage), EVAL))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "The checkpoint of step 4 in %s can't be evaluated: it can't be read, and the newest that can is model.ckpt-2. Train on from that one, by the same call or command."
                .formatted(modelDir));
    assertThat(EvaluationHistory.in(model().evalDir()).records())
        .extracting(record -> record.globalStep())
        .containsExactly(2L);
    assertThat(model().trainAndEvaluate(training, EVAL).evaluation().orElseThrow().globalStep())
        .isEqualTo(4);
  }

  @Test
  void anExportIsOfTheEvaluatedCheckpointOrFails() {
    Exporter damaging = exporter("damaging", estimator -> damageStepFour());
    Exporter second =
        exporter(
            "second", estimator -> assertThat(estimator.newestCheckpoint().globalStep()).isOne());
    var training = TrainSpec.of(TinyModel.TRAIN, Steps.upTo(4));
    var eval = EVAL.withThrottle(Duration.ZERO).withExporters(damaging, second);
    assertThatThrownBy(() -> model().trainAndEvaluate(training, eval))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(modelDir.resolve("model.ckpt-4").toString());
  }

  private interface Use {
    void of(Estimator estimator);
  }

  /** Does something with the estimator that it gets for step 4. */
  private static Exporter exporter(String name, Use use) {
    return new Exporter() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Optional<Path> exportEvaluated(
          Estimator estimator, Path exportDir, Evaluation evaluation, EvaluationHistory earlier) {
        if (evaluation.globalStep() == 4) {
          use.of(estimator);
        }
        return Optional.empty();
      }
    };
  }

  private Estimator model() {
    return TinyModel.with(RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(2)));
  }

  private void damageStepFour() {
    try {
      Files.write(modelDir.resolve("model.ckpt-4.index"), new byte[] {1, 2, 3});
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
