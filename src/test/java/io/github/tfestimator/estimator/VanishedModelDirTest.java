package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A model directory that is deleted, moved or replaced while it is trained. */
@Tag("medium")
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "an open file can't be moved")
class VanishedModelDirTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;
  private Path modelDir;
  private Path moved;

  @BeforeEach
  void trainThreeSteps() {
    modelDir = folder.resolve("model");
    moved = folder.resolve("moved");
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
  }

  @Test
  void isNotMadeAnewAndResumesOncePutBack() throws IOException {
    assertThatThrownBy(() -> trainTwoSteps(() -> Files.move(modelDir, moved)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("The model directory " + modelDir + " was deleted, moved or replaced")
        .hasMessageContaining("there is no such file")
        .hasMessageContaining("Put it back, and train on from its newest checkpoint.");
    assertThat(modelDir).doesNotExist();
    Files.move(moved, modelDir);
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.upTo(5))).isEqualTo(5);
    Path other = folder.resolve("other");
    TinyModel.in(other).train(TinyModel.TRAIN, Steps.upTo(5));
    assertThat(TinyModel.in(modelDir).newestCheckpoint().variables())
        .isEqualTo(TinyModel.in(other).newestCheckpoint().variables());
  }

  @Test
  void anotherTrainingsDirectoryInItsPlaceIsLeftAlone() throws IOException {
    Path other = folder.resolve("other");
    TinyModel.in(other).train(TinyModel.TRAIN, Steps.more(1));
    var before = TinyModel.contents(other);
    assertThatThrownBy(
            () ->
                trainTwoSteps(
                    () -> {
                      Files.move(modelDir, moved);
                      Files.move(other, modelDir);
                    }))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("its file .lock: it is another file");
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
  }

  /** An evaluator beside the other training would take the failure for that one's. */
  @Test
  void aChiefThatFailsTellsNoEvaluatorOfAnotherTraining() throws Exception {
    Path other = folder.resolve("other");
    TinyModel.in(other).train(TinyModel.TRAIN, Steps.more(1));
    Cluster chief = Cluster.parse(new LocalCluster(1, 0).configs().get(0)).orElseThrow();
    assertThatThrownBy(
            () ->
                trainTwoSteps(
                    RunConfig.in(modelDir).withCluster(chief),
                    () -> {
                      Files.move(modelDir, moved);
                      Files.move(other, modelDir);
                    }))
        .hasMessageContaining("its file .lock: it is another file");
    assertThat(modelDir.resolve("training_end")).doesNotExist();
  }

  private interface Mishap {
    void happen() throws IOException;
  }

  /** Lets something happen after the first of the steps. */
  private void trainTwoSteps(Mishap mishap) {
    trainTwoSteps(RunConfig.in(modelDir), mishap);
  }

  private static void trainTwoSteps(RunConfig config, Mishap mishap) {
    TinyModel.with(config)
        .train(
            TinyModel.TRAIN,
            Steps.more(2),
            new SessionRunHook() {
              @Override
              public void afterRun(RunContext context, RunValues values) {
                if (context.iteration() == 0) {
                  try {
                    mishap.happen();
                  } catch (IOException e) {
                    throw new UncheckedIOException(e);
                  }
                }
              }
            });
  }
}
