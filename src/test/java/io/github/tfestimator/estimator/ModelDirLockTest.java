package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** One training a model directory at a time. */
@Tag("medium")
class ModelDirLockTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;

  @Test
  void aSecondTrainingInThisProcessIsRefusedUnderAnyPath() throws IOException {
    Path modelDir = Files.createDirectory(folder.resolve("model"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), modelDir);
    Path relative = Path.of("").toAbsolutePath().relativize(modelDir.toRealPath());
    List<Path> names = List.of(modelDir, link, relative, folder.resolve("link/../model"));
    SessionRunHook another =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            for (Path name : names) {
              assertThatThrownBy(() -> TinyModel.in(name).train(TinyModel.TRAIN, Steps.more(1)))
                  .isInstanceOf(CheckpointException.class)
                  .hasMessageContaining("The model directory " + name + " is being trained by this")
                  .hasMessageContaining("wait for its end, or choose another one");
            }
          }
        };
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(2), another)).isEqualTo(2);
    for (Path name : names) {
      TinyModel.in(name).train(TinyModel.TRAIN, Steps.more(1));
    }
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isEqualTo(6);
  }

  @Test
  void aSecondProcessIsRefusedUntilTheFirstIsKilled() throws Exception {
    Path modelDir = Files.createDirectory(folder.resolve("model"));
    Path link = Files.createSymbolicLink(folder.resolve("link"), modelDir);
    try (var holder = TrainingProcess.start(modelDir)) {
      holder.awaitLines(1, TrainingProcess.STEP);
      for (Path name : List.of(modelDir, link)) {
        assertThatThrownBy(() -> TinyModel.in(name).train(TinyModel.TRAIN, Steps.more(1)))
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining("is being trained by process " + holder.pid() + ":");
      }
      holder.awaitLines(holder.linesWith(TrainingProcess.STEP).size() + 3, TrainingProcess.STEP);
      holder.kill();
      long saved = TinyModel.in(modelDir).newestCheckpoint().globalStep();
      assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1))).isEqualTo(saved + 1);
    }
  }

  @Test
  void aTrainingProcessIsRefusedWhatThisOneHolds() {
    SessionRunHook another =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            try (var second = TrainingProcess.start(folder)) {
              assertThat(second.exitCode()).isEqualTo(1);
              assertThat(second.linesWith("by process " + ProcessHandle.current().pid() + ":"))
                  .hasSize(1);
            } catch (IOException | InterruptedException e) {
              throw new AssertionError(e);
            }
          }
        };
    assertThat(TinyModel.in(folder).train(TinyModel.TRAIN, Steps.more(1), another)).isEqualTo(1);
  }

  @Test
  void evaluatingAndPredictingBesideATrainingAreAllowed() {
    TinyModel.in(folder).train(TinyModel.TRAIN, Steps.more(3));
    var examples = TinyModel.examples(8, 4);
    SessionRunHook beside =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            assertThat(TinyModel.in(folder).evaluate(examples).globalStep()).isEqualTo(3);
            assertThat(TinyModel.in(folder).predict(examples)).hasSize(8);
          }
        };
    assertThat(TinyModel.in(folder).train(TinyModel.TRAIN, Steps.more(2), beside)).isEqualTo(5);
  }

  @Test
  void aTrainingThatFailedHoldsNothing() {
    SessionRunHook failing =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            throw new UnsupportedOperationException("enough");
          }
        };
    assertThatThrownBy(() -> TinyModel.in(folder).train(TinyModel.TRAIN, Steps.more(2), failing))
        .hasMessage("enough");
    assertThat(TinyModel.in(folder).train(TinyModel.TRAIN, Steps.more(2))).isEqualTo(2);
  }
}
