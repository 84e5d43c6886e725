package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class BoundedFilesTest {
  @TempDir Path folder;

  @Test
  void aFileOfTheLimitIsReadAndALargerOneIsNot() throws IOException {
    Path file = Files.write(folder.resolve("file"), new byte[] {1, 2, 3});
    assertThat(BoundedFiles.read(file, 3)).containsExactly(1, 2, 3);
    assertThatThrownBy(() -> BoundedFiles.read(file, 2))
        .extracting(AtomicFiles::reason)
        .isEqualTo(
            "it has more than 2 bytes, the most that is read of such a file: name the right one");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such device")
  void anEndlessFileIsRefused() {
    Path zero = Path.of("/dev/zero");
    assertThatThrownBy(() -> BoundedFiles.read(zero, 1000)).hasMessageContaining("1000 bytes");
    assertThatThrownBy(() -> BoundedFiles.readText(zero)).hasMessageContaining("67108864 bytes");
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such files")
  void pipesAndDevicesAreNoRegularFiles() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> BoundedFiles.readRegular(pipe))
        .extracting(AtomicFiles::reason)
        .isEqualTo("pipe is a pipe or device, no regular file");
    Path link = Files.createSymbolicLink(folder.resolve("cnn.json"), Path.of("/dev/zero"));
    assertThatThrownBy(() -> BoundedFiles.readRegularText(link))
        .hasMessageContaining("cnn.json is a pipe or device");
  }

  @Test
  @Timeout(value = 10, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such files")
  void nobodyWaitsForAPipe() throws IOException, InterruptedException {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    String refusal = "pipe is a pipe or device";
    assertThatThrownBy(() -> TfRecords.read(pipe)).hasMessageContaining(refusal);
    assertThatThrownBy(() -> new TfRecordReader(pipe, 0)).hasMessageContaining(refusal);
    assertThat(FileKind.of(pipe)).isEmpty();
  }

  @Test
  void regularFilesAreReadAsUtf8() throws IOException {
    Path text = Files.writeString(folder.resolve("text"), "a\u00e9\n");
    assertThat(BoundedFiles.readRegularText(text)).isEqualTo("a\u00e9\n");
    assertThat(BoundedFiles.readText(text)).isEqualTo("a\u00e9\n");
    Path bytes = Files.write(folder.resolve("bytes"), new byte[] {(byte) 0xff});
    assertThatThrownBy(() -> BoundedFiles.readText(bytes))
        .isInstanceOf(CharacterCodingException.class);
    assertThatThrownBy(() -> BoundedFiles.readRegular(folder.resolve("none")))
        .isInstanceOf(NoSuchFileException.class);
  }
}
