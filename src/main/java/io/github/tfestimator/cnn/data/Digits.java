package io.github.tfestimator.cnn.data;

/**
 * Digits like handwritten ones, drawn by this class, for where MNIST can't be had. They need no
 * file, no font and no network, and are the same bits on every machine. The tutorial's network,
 * trained on {@link #DEFAULT_COUNT} of them alone, reads about nine in ten of MNIST's test images.
 */
public final class Digits {
  /** As many images as the tutorial's network needs to learn the digits well. */
  public static final int DEFAULT_COUNT = 12_000;

  private static final int WIDTH = Drawing.SIZE * Drawing.SIZE;

  private Digits() {}

  /**
   * Draws digits laid out as MNIST's are: light (255) on dark (0), 28x28 pixels, within a box of
   * 20x20 pixels, their center of mass in the middle. The classes take turns, from 0 to 9.
   *
   * @param count the number of images; asking for more only adds images
   * @param seed which images
   * @return the digits with their labels
   * @throws IllegalArgumentException if the count is less than 1
   */
  public static LabeledImages draw(int count, long seed) {
    if (count < 1) {
      throw new IllegalArgumentException("count (" + count + ") must be 1 or more");
    }
    byte[] pixels = new byte[Math.multiplyExact(count, WIDTH)];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % 10;
      System.arraycopy(image(labels[i], new DigitRandom(seed, i)), 0, pixels, i * WIDTH, WIDTH);
    }
    return new LabeledImages(Images.of(Drawing.SIZE, Drawing.SIZE, pixels), labels);
  }

  private static byte[] image(int digit, DigitRandom random) {
    Drawing drawing = new Drawing(random.between(0.6, 2.2), random.between(1, 1.6));
    drawing.draw(new Handwriting(random).write(Glyphs.any(digit, random)));
    return drawing.centered();
  }
}
