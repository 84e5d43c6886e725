package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import io.github.tfestimator.LogLines;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLogTest {
  /** A file on a disk that has room for so many bytes. */
  private static final class SmallDisk extends ByteArrayOutputStream {
    private int room;

    @Override
    public void write(byte[] bytes) throws IOException {
      int written = Math.min(room, bytes.length);
      write(bytes, 0, written);
      room -= written;
      if (written < bytes.length) {
        throw new IOException("No space left on device");
      }
    }
  }

  @Test
  void linesAfterAFullDiskAreWhole() {
    var disk = new SmallDisk();
    try (var log = LogLines.listen();
        var json = new JsonLog(Path.of("access.jsonl"), disk)) {
      disk.room = 15;
      json.append(line(1));
      json.append(line(2));
      json.append(line(3));
      json.append(line(3));
      disk.room = 100;
      json.append(line(4));
      json.append(line(5));
      assertThat(log.all())
          .containsExactly("The log access.jsonl can't be written: No space left on device");
    }
    assertThat(disk.toString(StandardCharsets.UTF_8))
        .isEqualTo("{\"line\":1}\n{\"li\n{\"line\":4}\n{\"line\":5}\n");
  }

  @Test
  void linesAreAppendedToAFile(@TempDir Path folder) {
    Path file = folder.resolve("access.jsonl");
    for (int i = 1; i <= 2; i++) {
      try (var json = new JsonLog(file)) {
        json.append(line(i));
      }
    }
    assertThat(file).hasContent("{\"line\":1}\n{\"line\":2}\n");
  }

  @Test
  void aFileThatCantBeOpenedIsNamed() {
    Path file = Path.of("no such folder", "access.jsonl");
    assertThatThrownBy(() -> new JsonLog(file))
        .isInstanceOf(ServerException.class)
        .hasMessage("The log %s can't be written: there is no such file. Name another file.", file);
  }

  @Test
  void whatCantBeClosedIsLogged() {
    var disk =
        new ByteArrayOutputStream() {
          @Override
          public void close() throws IOException {
            throw new IOException("No space left on device");
          }
        };
    try (var log = LogLines.listen()) {
      new JsonLog(Path.of("access.jsonl"), disk).close();
      assertThat(log.all())
          .containsExactly("The log access.jsonl can't be closed: No space left on device");
    }
  }

  private static JsonObject line(int number) {
    var line = new JsonObject();
    line.addProperty("line", number);
    return line;
  }
}
