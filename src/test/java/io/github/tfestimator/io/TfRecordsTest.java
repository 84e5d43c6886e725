package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

  /** Checksums that fit. A Java array holds no more than 2,147,483,639 bytes for certain. */
  @ParameterizedTest
  @CsvSource({
    "-1, a record claims to be -1 bytes long",
    "-9223372036854775808, a record claims to be -9223372036854775808 bytes long",
    "2147483640, a record claims to be 2147483640 bytes long",
    "4294967296, a record claims to be 4294967296 bytes long",
    "2147483639, it ends within a record"
  })
  void aLengthThatNoArrayHasIsRefused(long length, String message) {
    ByteBuffer header = ByteBuffer.allocate(12).order(ByteOrder.LITTLE_ENDIAN).putLong(length);
    CRC32C crc = new CRC32C();
    crc.update(header.array(), 0, 8);
    long sum = crc.getValue();
    header.putInt((int) (((sum >>> 15) | (sum << 17)) + 0xa282ead8L));
    assertThatThrownBy(() -> read(header.array()))
        .isInstanceOf(IOException.class)
        .hasMessage(message);
  }

  private List<byte[]> read(byte[] content) throws IOException {
    return TfRecords.read(Files.write(folder.resolve("records"), content));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
