package io.github.tfestimator.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.tensorflow.proto.Event;

/** TFRecord by its definition, byte by byte: an oracle that shares nothing with ours. */
public final class RecordOracle {
  private RecordOracle() {}

  /** A record and the bytes of the file that it takes, the end exclusive. */
  record Located(int start, int end, Event event) {}

  /** The events of a file, which has to be whole, with checksums that fit. */
  static List<Located> of(Path file) throws IOException {
    List<Located> records = new ArrayList<>();
    int at = 0;
    for (byte[] payload : payloads(file)) {
      int end = at + 8 + 4 + payload.length + 4;
      records.add(new Located(at, end, Event.parseFrom(payload)));
      at = end;
    }
    return records;
  }

  /** Reads the records of a file, which has to be whole, with checksums that fit. */
  public static List<byte[]> payloads(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    List<byte[]> payloads = new ArrayList<>();
    for (int at = 0; at < bytes.length; ) {
      int length = (int) number(bytes, at, 8);
      int payload = at + 8 + 4;
      int end = payload + length + 4;
      assertThat(end).as("end of a record").isLessThanOrEqualTo(bytes.length);
      assertThat(number(bytes, at + 8, 4)).isEqualTo(maskedCrc(bytes, at, at + 8));
      assertThat(number(bytes, end - 4, 4)).isEqualTo(maskedCrc(bytes, payload, end - 4));
      payloads.add(Arrays.copyOfRange(bytes, payload, end - 4));
      at = end;
    }
    return payloads;
  }

  /** A record of some payload, which may claim another length than it has. */
  static byte[] record(long claimedLength, byte[] payload) {
    var bytes = new ByteArrayOutputStream();
    byte[] length = littleEndian(claimedLength, 8);
    bytes.writeBytes(length);
    bytes.writeBytes(littleEndian(maskedCrc(length, 0, 8), 4));
    bytes.writeBytes(payload);
    bytes.writeBytes(littleEndian(maskedCrc(payload, 0, payload.length), 4));
    return bytes.toByteArray();
  }

  private static long number(byte[] bytes, int at, int size) {
    byte[] bigEndian = new byte[size];
    for (int i = 0; i < size; i++) {
      bigEndian[size - 1 - i] = bytes[at + i];
    }
    return new BigInteger(1, bigEndian).longValueExact();
  }

  private static byte[] littleEndian(long number, int size) {
    byte[] bytes = new byte[size];
    for (int i = 0; i < size; i++) {
      bytes[i] = (byte) (number >> (8 * i));
    }
    return bytes;
  }

  /** Castagnoli's polynomial, reflected, bit by bit; the mask in 64-bit arithmetic. */
  static long maskedCrc(byte[] bytes, int from, int to) {
    long crc = 0xffffffffL;
    for (int i = from; i < to; i++) {
      crc ^= bytes[i] & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x82f63b78L;
      }
    }
    crc ^= 0xffffffffL;
    long rotated = (crc >> 15) | (crc << 17 & 0xffffffffL);
    return (rotated + 0xa282ead8L) % (1L << 32);
  }
}
