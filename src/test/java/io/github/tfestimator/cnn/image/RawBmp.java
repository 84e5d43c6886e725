package io.github.tfestimator.cnn.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Writes BMP files of kinds that ImageIO can't. */
final class RawBmp {
  static final int PLAIN = 0;
  static final int RUN_LENGTHS = 1;
  static final int MASKS = 3;

  private RawBmp() {}

  /** The bytes of pixels, as little-endian numbers. */
  @FunctionalInterface
  interface Pixels {
    int at(int x, int y);
  }

  /**
   * Makes a BMP file.
   *
   * @param height negative if the first row is on top
   * @param bits 8, 16, 24 or 32; of fewer, the pixels are left out
   * @param extra masks or the palette
   */
  static byte[] of(int width, int height, int bits, int compression, int[] extra, Pixels pixels) {
    int rows = Math.abs(height);
    int rowBytes = (width * bits + 31) / 32 * 4;
    int start = 54 + 4 * extra.length;
    ByteBuffer file = ByteBuffer.allocate(start + rows * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(start);
    file.putInt(40).putInt(width).putInt(height).putShort((short) 1).putShort((short) bits);
    file.putInt(compression).putInt(rows * rowBytes).putInt(0).putInt(0);
    file.putInt(bits == 8 ? extra.length : 0).putInt(0);
    for (int value : extra) {
      file.putInt(value);
    }
    for (int row = 0; row < rows; row++) {
      int y = height < 0 ? row : rows - 1 - row;
      for (int x = 0; x < width && bits >= 8; x++) {
        int place = start + row * rowBytes + x * bits / 8;
        for (int i = 0; i < bits / 8; i++) {
          file.put(place + i, (byte) (pixels.at(x, y) >> 8 * i));
        }
      }
    }
    return file.array();
  }
}
