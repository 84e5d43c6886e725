package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.LogLines;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The hold of a model directory, within one process. */
class ModelDirTest {
  @TempDir private Path folder;

  @Test
  void whatIsHeldIsRefusedUntilItIsClosed() throws IOException {
    Path made = folder.resolve("a/b");
    ModelDir first = ModelDir.hold(made);
    assertThat(first.folder()).isEqualTo(made);
    assertThat(made.resolve(".lock")).hasContent(ProcessHandle.current().pid() + "\n");
    first.requireHeld();
    assertThatThrownBy(() -> ModelDir.hold(made))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("The model directory %s is being trained by this process", made);
    first.close();
    ModelDir.hold(made).close();
  }

  /** As one in the same process does: it holds the byte that is locked. */
  @Test
  void theLockIsOfAByteBeyondTheText() throws IOException {
    ModelDir.hold(folder).close();
    try (var channel = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.WRITE);
        var lock = channel.lock(1 << 20, 1, false)) {
      assertThat(lock.isValid()).isTrue();
      assertThatThrownBy(() -> ModelDir.hold(folder)).isInstanceOf(RuntimeException.class);
    }
    ModelDir.hold(folder).close();
    try (ModelDir held = ModelDir.hold(folder);
        var channel = FileChannel.open(folder.resolve(".lock"), StandardOpenOption.WRITE);
        var text = channel.lock(0, 1 << 20, false)) {
      assertThat(text.isValid()).as("of %s", held.folder()).isTrue();
    }
  }

  @Test
  void aFolderThatCantBeMadeIsNamed() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThatThrownBy(() -> ModelDir.hold(file.resolve("model")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Can't make the model directory %s: ", file.resolve("model"));
  }

  @Test
  void aLockFileThatCantBeWrittenIsNamedAndHoldsNothing() throws IOException {
    Path lock = Files.createDirectory(folder.resolve(".lock"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> ModelDir.hold(folder))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("Can't write into the model directory %s: ", folder);
    }
    Files.delete(lock);
    ModelDir.hold(folder).close();
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such files")
  void aPipeInPlaceOfTheLockIsRefused() throws IOException, InterruptedException {
    String pipe = folder.resolve(".lock").toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
    assertThatThrownBy(() -> ModelDir.hold(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(".lock is a pipe or device");
  }

  @Test
  void itIsHeldUntilItIsDeleted() throws IOException {
    try (ModelDir held = ModelDir.hold(folder)) {
      assertThat(held.isHeld()).isTrue();
      Files.delete(folder.resolve(".lock"));
      assertThat(held.isHeld()).isFalse();
    }
  }

  @Test
  void leftoversThatCantBeClearedHoldNothing() throws IOException {
    Path old = Files.createDirectories(folder.resolve(".model.ckpt-7.tmp/old"));
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(() -> ModelDir.hold(folder))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("Can't write into the model directory %s: ", folder);
    }
    Files.delete(old);
    try (var log = LogLines.listen();
        ModelDir held = ModelDir.hold(folder)) {
      assertThat(held.folder()).isDirectoryNotContaining("glob:**.tmp");
      assertThat(log.all()).isEmpty();
    }
  }
}
