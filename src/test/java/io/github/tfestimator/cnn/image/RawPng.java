package io.github.tfestimator.cnn.image;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.Deflater;

/** Writes PNG files of kinds that ImageIO can't, by https://www.w3.org/TR/png-3/. */
public final class RawPng {
  static final int GRAY = 0;
  static final int RGB = 2;
  static final int PALETTE = 3;
  static final int GRAY_ALPHA = 4;
  static final int RGB_ALPHA = 6;

  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

  private RawPng() {}

  /** The values of pixels by channel, in as many bits as the file has. */
  @FunctionalInterface
  interface Samples {
    int at(int x, int y, int channel);
  }

  /** A file with these chunks, as {@link #chunk} makes them, between the header and the pixels. */
  static byte[] of(int width, int height, int bits, int kind, Samples samples, byte[]... chunks) {
    int channels = channels(kind);
    byte[] rows = new byte[height * (1 + rowBytes(width * channels * bits))];
    int place = 0;
    for (int y = 0; y < height; y++) {
      place++; // the filter: none
      int free = 8;
      for (int i = 0; i < width * channels; i++) {
        int sample = samples.at(i / channels, y, i % channels);
        if (bits == 16) {
          rows[place++] = (byte) (sample >> 8);
          rows[place++] = (byte) sample;
        } else {
          free -= bits;
          rows[place] |= (byte) (sample << free);
          if (free == 0 || i == width * channels - 1) {
            free = 8;
            place++;
          }
        }
      }
    }
    return file(header(width, height, bits, kind), deflated(rows, 1), chunks);
  }

  /** All zeros, however large: a file of a few kilobytes. */
  public static byte[] bomb(int width, int height) {
    byte[] row = new byte[1 + rowBytes(width)];
    return file(header(width, height, 1, GRAY), deflated(row, height));
  }

  static byte[] chunk(String name, byte[] content) {
    byte[] all =
        (name + new String(content, StandardCharsets.ISO_8859_1))
            .getBytes(StandardCharsets.ISO_8859_1);
    var crc = new CRC32();
    crc.update(all);
    return ByteBuffer.allocate(all.length + 8)
        .putInt(content.length)
        .put(all)
        .putInt((int) crc.getValue())
        .array();
  }

  private static byte[] file(byte[] header, byte[] pixels, byte[]... chunks) {
    var file = new ByteArrayOutputStream();
    file.writeBytes(SIGNATURE);
    file.writeBytes(chunk("IHDR", header));
    for (byte[] chunk : chunks) {
      file.writeBytes(chunk);
    }
    file.writeBytes(chunk("IDAT", pixels));
    file.writeBytes(chunk("IEND", new byte[0]));
    return file.toByteArray();
  }

  private static byte[] header(int width, int height, int bits, int kind) {
    byte[] rest = {(byte) bits, (byte) kind, 0, 0, 0};
    return ByteBuffer.allocate(13).putInt(width).putInt(height).put(rest).array();
  }

  private static byte[] deflated(byte[] part, int times) {
    var deflater = new Deflater(Deflater.BEST_SPEED);
    var out = new ByteArrayOutputStream();
    byte[] buffer = new byte[1 << 16];
    for (int i = 0; i < times; i++) {
      deflater.setInput(part);
      if (i == times - 1) {
        deflater.finish();
      }
      int count = deflater.deflate(buffer);
      while (count > 0) {
        out.write(buffer, 0, count);
        count = deflater.deflate(buffer);
      }
    }
    deflater.end();
    return out.toByteArray();
  }

  private static int rowBytes(int bits) {
    return (bits + 7) / 8;
  }

  private static int channels(int kind) {
    return switch (kind) {
      case RGB -> 3;
      case GRAY_ALPHA -> 2;
      case RGB_ALPHA -> 4;
      default -> 1;
    };
  }
}
