package io.github.tfestimator.summary;

import java.nio.ByteBuffer;

/**
 * The header of a PNG file (PNG specification, 5.2 and 11.2.2).
 *
 * @param width in pixels
 * @param height in pixels
 * @param colorspace 1 gray, 2 gray and alpha, 3 RGB, 4 RGB and alpha, as {@code Summary.Image} has
 *     it
 */
record Png(int width, int height, int colorspace) {
  private static final long SIGNATURE = 0x89504e470d0a1a0aL;
  private static final int SIZE = 26;
  private static final int WIDTH_AT = 16;

  /**
   * Reads the header of a PNG file.
   *
   * @param bytes the content of a file
   * @throws IllegalArgumentException if the content isn't a PNG file
   */
  static Png header(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    if (bytes.length < SIZE || buffer.getLong() != SIGNATURE) {
      throw new IllegalArgumentException(
          "png (%d bytes) must be a PNG file's content".formatted(bytes.length));
    }
    buffer.position(WIDTH_AT);
    int width = buffer.getInt();
    int height = buffer.getInt();
    buffer.get(); // bits per sample
    byte colorType = buffer.get();
    return new Png(width, height, colorspace(colorType));
  }

  private static int colorspace(byte colorType) {
    return switch (colorType) {
      case 0 -> 1;
      case 4 -> 2;
      case 2, 3 -> 3; // 3 is a palette of RGB
      case 6 -> 4;
      default ->
          throw new IllegalArgumentException(
              "png's color type (%d) must be 0, 2, 3, 4 or 6".formatted(colorType));
    };
  }
}
