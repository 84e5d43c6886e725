package io.github.tfestimator.cnn.image;

import java.util.stream.IntStream;

/**
 * A decoded image of any size.
 *
 * @param width pixels in a row
 * @param height rows
 * @param gray 0 (black) to 255 (white) per pixel, row after row
 * @param alpha 0 (transparent) to 255 (opaque) per pixel; empty if all are opaque
 */
record GrayImage(int width, int height, byte[] gray, byte[] alpha) {

  int grayAt(int x, int y) {
    return gray[y * width + x] & 0xff;
  }

  /** By the rule of {@link Ink#DETECT}. */
  boolean isDarkOnLight() {
    double opacity = border().map(this::alphaOf).average().orElseThrow() / 255;
    return opacity >= 0.5
        ? meanWhereOpaque(border()) > 127
        : meanWhereOpaque(IntStream.range(0, gray.length)) <= 127;
  }

  /** Returns this image before an opaque background. */
  GrayImage over(int background) {
    if (alpha.length == 0) {
      return this;
    }
    byte[] opaque = new byte[gray.length];
    for (int i = 0; i < opaque.length; i++) {
      int a = alphaOf(i);
      opaque[i] = (byte) (((gray[i] & 0xff) * a + background * (255 - a) + 127) / 255);
    }
    return new GrayImage(width, height, opaque, new byte[0]);
  }

  /** Returns the border's median, which strokes that touch the border don't change. */
  int background() {
    int[] sorted = border().map(i -> gray[i] & 0xff).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private double meanWhereOpaque(IntStream places) {
    long[] sums = {0, 0};
    places.forEach(
        i -> {
          sums[0] += (long) alphaOf(i) * (gray[i] & 0xff);
          sums[1] += alphaOf(i);
        });
    return (double) sums[0] / Math.max(1, sums[1]);
  }

  private int alphaOf(int place) {
    return alpha.length == 0 ? 255 : alpha[place] & 0xff;
  }

  /** The places of the outermost pixels, each once. */
  private IntStream border() {
    return IntStream.range(0, height)
        .flatMap(
            y ->
                y == 0 || y == height - 1
                    ? IntStream.range(y * width, (y + 1) * width)
                    : IntStream.of(y * width, (y + 1) * width - 1).distinct());
  }
}
