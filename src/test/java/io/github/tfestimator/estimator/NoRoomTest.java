package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Trainings in whose middle nothing can be written any more: the last good checkpoint stands. */
@Tag("medium")
class NoRoomTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  @TempDir private Path otherDir;

  /** A limit of the size of files stands in for a full disk; the natives meet it, or Java does. */
  @ParameterizedTest
  @CsvSource({"8, 1", "20000, 200"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there is no ulimit")
  void aFullDiskIsSaidAndTheLastCheckpointStands(int hiddenUnits, int kibibytes) throws Exception {
    Estimator estimator = model(hiddenUnits, modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    SortedMap<String, String> before = contents();
    try (var child = TrainingProcess.withFilesUpTo(kibibytes, modelDir, hiddenUnits)) {
      assertThat(child.exitCode()).as("%s", child.lines()).isEqualTo(1);
      assertThat(
              child.linesWith(
                  "CheckpointException: Can't save " + modelDir.resolve("model.ckpt-4")))
          .hasSize(1)
          .first()
          .asString()
          .contains("File too large", "The checkpoints saved before stand; remove the cause");
    }
    assertThat(contents()).isEqualTo(before);
    estimator.train(TinyModel.TRAIN, Steps.upTo(6));
    Estimator other = model(hiddenUnits, otherDir);
    other.train(TinyModel.TRAIN, Steps.upTo(6));
    assertThat(estimator.newestCheckpoint().variables())
        .isEqualTo(other.newestCheckpoint().variables());
  }

  @Test
  void whatIsInTheWayIsSaidAndClearedByTheNextTraining() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    SortedMap<String, String> before = contents();
    assertThatThrownBy(
            () ->
                TinyModel.in(modelDir)
                    .train(
                        TinyModel.TRAIN,
                        Steps.more(2),
                        before(5, () -> Files.createFile(modelDir.resolve(".model.ckpt-5.tmp")))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("Can't save " + modelDir.resolve("model.ckpt-5"))
        .hasMessageContaining("a file is in the way");
    assertThat(contents()).isEqualTo(before);
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(2))).isEqualTo(5);
  }

  @Test
  void aFailureTakesRenamedFilesAwayAgain() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    Path inTheWay = modelDir.resolve("model.ckpt-5.index");
    assertThatThrownBy(
            () ->
                TinyModel.in(modelDir)
                    .train(
                        TinyModel.TRAIN,
                        Steps.more(2),
                        before(5, () -> Files.createDirectories(inTheWay.resolve("folder")))))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("Can't save " + modelDir.resolve("model.ckpt-5"));
    assertThat(contents()).containsKey("model.ckpt-3.index").doesNotContainKey("model.ckpt-5.meta");
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isEqualTo(3);
  }

  /** As root, permissions say nothing. */
  @Test
  void aReadOnlyDirectoryLeavesTheLastCheckpoint() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    SortedMap<String, String> before = contents();
    try {
      assertThat(modelDir.toFile().setWritable(false)).isTrue();
      assumeThat(Files.isWritable(modelDir)).isFalse();
      assertThat(modelDir.toFile().setWritable(true)).isTrue();
      assertThatThrownBy(
              () ->
                  TinyModel.in(modelDir)
                      .train(
                          TinyModel.TRAIN,
                          Steps.more(2),
                          before(5, () -> modelDir.toFile().setWritable(false))))
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining("Can't save " + modelDir.resolve("model.ckpt-5"))
          .hasMessageContaining("permission denied");
    } finally {
      assertThat(modelDir.toFile().setWritable(true)).isTrue();
    }
    assertThat(contents()).isEqualTo(before);
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(2))).isEqualTo(5);
  }

  private static Estimator model(int hiddenUnits, Path modelDir) {
    return Estimator.of(new TinyModel(hiddenUnits, 0.2f), RunConfig.in(modelDir));
  }

  /** Returns the files of the model directory, but for the number of the last process in it. */
  private SortedMap<String, String> contents() {
    SortedMap<String, String> contents = TinyModel.contents(modelDir);
    contents.remove(".lock");
    return contents;
  }

  private interface Mishap {
    void happen() throws IOException;
  }

  /** Lets something happen in the step that leads to the given global step. */
  private static SessionRunHook before(long globalStep, Mishap mishap) {
    return new SessionRunHook() {
      @Override
      public void afterRun(RunContext context, RunValues values) {
        if (context.globalStep() == globalStep - 1) {
          try {
            mishap.happen();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        }
      }
    };
  }
}
