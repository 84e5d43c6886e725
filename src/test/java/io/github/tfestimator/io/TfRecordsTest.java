package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordsTest {
  /** "abc" and nothing, as Python's {@code tf.io.TFRecordWriter} (TensorFlow 2.15) writes them. */
  private static final byte[] PYTHONS =
      HexFormat.of()
          .parseHex("0300000000000000b099490e6162636e57f121" + "000000000000000029039807d8ea82a2");

  private static final int FIRST = 16 + 3;

  @TempDir private Path folder;

  @Test
  void writesWhatPythonWrites() {
    assertThat(TfRecords.of(List.of(bytes("abc"), bytes("")))).isEqualTo(PYTHONS);
    assertThat(TfRecords.of(List.of())).isEmpty();
  }

  @Test
  void readsWhatPythonWrote() throws IOException {
    assertThat(read(PYTHONS)).containsExactly(bytes("abc"), bytes(""));
    assertThat(read(new byte[0])).isEmpty();
  }

  @Test
  void everyBitCounts() {
    for (int i = 0; i < PYTHONS.length; i++) {
      byte[] flipped = PYTHONS.clone();
      flipped[i] ^= 1;
      assertThatThrownBy(() -> read(flipped))
          .as("byte %d", i)
          .isInstanceOf(IOException.class)
          .hasMessage("a record has a checksum that doesn't fit");
    }
  }

  @Test
  void aCutFileIsAnErrorUnlessTheCutIsBetweenRecords() throws IOException {
    for (int end = 1; end < PYTHONS.length; end++) {
      byte[] cut = Arrays.copyOf(PYTHONS, end);
      if (end == FIRST) {
        assertThat(read(cut)).containsExactly(bytes("abc"));
      } else {
        assertThatThrownBy(() -> read(cut))
            .as("%d bytes", end)
            .isInstanceOf(IOException.class)
            .hasMessage("it ends within a record");
      }
    }
  }

  private List<byte[]> read(byte[] content) throws IOException {
    return TfRecords.read(Files.write(folder.resolve("records"), content));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
