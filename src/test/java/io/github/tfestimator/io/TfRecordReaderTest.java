package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.io.StreamCorruptedException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TfRecordReaderTest {
  /** The third one is longer than what the reader reads at once. */
  private static final List<byte[]> PAYLOADS =
      List.of(new byte[] {1}, new byte[0], filled(100_000, 2), filled(5000, 3), new byte[] {4});

  private static final byte[] BYTES = TfRecords.of(PAYLOADS);

  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    file = Files.write(folder.resolve("records"), BYTES);
  }

  private static byte[] filled(int size, int value) {
    byte[] bytes = new byte[size];
    Arrays.fill(bytes, (byte) value);
    return bytes;
  }

  /** All ways to skip some of the records and to read the others. */
  @Test
  void whatIsntSkippedIsRead() throws IOException {
    for (int skipped = 0; skipped < 1 << PAYLOADS.size(); skipped++) {
      try (var reader = new TfRecordReader(file, 0)) {
        long offset = 0;
        for (int i = 0; i < PAYLOADS.size(); i++) {
          assertThat(reader.offset()).isEqualTo(offset);
          if ((skipped >> i & 1) == 1) {
            assertThat(reader.skip()).isTrue();
          } else {
            assertThat(reader.next()).hasValue(PAYLOADS.get(i));
          }
          offset += TfRecords.OVERHEAD + PAYLOADS.get(i).length;
        }
        assertThat(reader.skip()).isFalse();
        assertThat(reader.next()).isEmpty();
        assertThat(reader.offset()).isEqualTo(BYTES.length);
      }
    }
  }

  @Test
  void opensWhereARecordBegins() throws IOException {
    try (var reader = new TfRecordReader(file, 2 * TfRecords.OVERHEAD + 1)) {
      assertThat(reader.next()).hasValue(PAYLOADS.get(2));
    }
  }

  @Test
  void skippingSeesTheFilesEndAndDamagedLengths() throws IOException {
    for (int cut : new int[] {1, 10, 16, 5010, 6000}) {
      Files.write(file, Arrays.copyOf(BYTES, BYTES.length - cut));
      assertThatThrownBy(this::skipAll).isInstanceOf(EOFException.class);
    }
    byte[] flipped = BYTES.clone();
    flipped[TfRecords.OVERHEAD + 1] ^= 1;
    Files.write(file, flipped);
    assertThatThrownBy(this::skipAll).isInstanceOf(StreamCorruptedException.class);
  }

  @Test
  void closingClosesTheFile() throws IOException {
    var reader = new TfRecordReader(file, 0);
    reader.close();
    assertThatThrownBy(reader::next).isInstanceOf(ClosedChannelException.class);
  }

  private void skipAll() throws IOException {
    try (var reader = new TfRecordReader(file, 0)) {
      while (reader.skip()) {
        assertThat(reader.offset()).isPositive();
      }
    }
  }
}
