package io.github.tfestimator.cnn.data;

/**
 * The shape of the images of a data set, which is one for all of them.
 *
 * @param height rows of pixels, 1 to 4,096
 * @param width columns of pixels, 1 to 4,096
 * @param channels numbers of a pixel, 1 to 16: 1 for gray, 3 for red, green and blue
 */
public record ImageShape(int height, int width, int channels) {
  /** Largest height and width. */
  public static final int MAX_SIDE = 4096;

  /** Largest number of channels. */
  public static final int MAX_CHANNELS = 16;

  /** Checks the values. */
  public ImageShape {
    requireWithin("height", height, MAX_SIDE);
    requireWithin("width", width, MAX_SIDE);
    requireWithin("channels", channels, MAX_CHANNELS);
  }

  /**
   * Returns how many numbers an image has.
   *
   * @return height * width * channels
   */
  public int pixels() {
    return height * width * channels;
  }

  /**
   * Returns the shape as people write it.
   *
   * @return such as {@code 28x28x1}
   */
  @Override
  public String toString() {
    return height + "x" + width + "x" + channels;
  }

  private static void requireWithin(String name, int value, int max) {
    if (value < 1 || value > max) {
      throw new IllegalArgumentException(
          "%s of images (%d) must be 1 to %d".formatted(name, value, max));
    }
  }
}
