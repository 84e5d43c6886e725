package io.github.tfestimator.cnn.image;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A whole and small PNG file of many black pixels, of one bit each. */
final class DecompressionBomb {
  private DecompressionBomb() {}

  static byte[] png(int width, int height) throws IOException {
    var header = new ByteArrayOutputStream();
    var fields = new DataOutputStream(header);
    fields.writeInt(width);
    fields.writeInt(height);
    fields.write(new byte[] {1, 0, 0, 0, 0}); // One bit, gray, not interlaced.

    var data = new ByteArrayOutputStream();
    try (var deflater = new DeflaterOutputStream(data)) {
      byte[] row = new byte[1 + (width + 7) / 8];
      for (int y = 0; y < height; y++) {
        deflater.write(row);
      }
    }

    var file = new ByteArrayOutputStream();
    file.write(new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'});
    writeChunk(file, "IHDR", header.toByteArray());
    writeChunk(file, "IDAT", data.toByteArray());
    writeChunk(file, "IEND", new byte[0]);
    return file.toByteArray();
  }

  private static void writeChunk(ByteArrayOutputStream file, String type, byte[] content)
      throws IOException {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    var crc = new CRC32();
    crc.update(name);
    crc.update(content);
    var chunk = new DataOutputStream(file);
    chunk.writeInt(content.length);
    chunk.write(name);
    chunk.write(content);
    chunk.writeInt((int) crc.getValue());
  }
}
