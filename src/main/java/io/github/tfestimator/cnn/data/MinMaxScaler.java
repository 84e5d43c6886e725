package io.github.tfestimator.cnn.data;

import java.util.Arrays;

/**
 * scikit-learn's {@code MinMaxScaler}: scales each pixel, for itself, so that its values in the
 * training set go from 0 to 1. Immutable.
 *
 * <p>{@code x * scale + min} in double precision, then rounded to float, where {@code scale = 1 /
 * (max - min)} and {@code min = 0 - dataMin * scale}; a pixel that never changes gets the scale 1.
 * Values that the training set didn't have may come out below 0 or above 1.
 *
 * @see <a
 *     href="https://scikit-learn.org/stable/modules/generated/sklearn.preprocessing.MinMaxScaler.html">MinMaxScaler</a>
 */
public final class MinMaxScaler {
  private final double[] scale;
  private final double[] min;

  private MinMaxScaler(double[] scale, double[] min) {
    this.scale = scale;
    this.min = min;
  }

  /**
   * Fits a scaler to the range of each pixel.
   *
   * @param images the training set, at least one image
   * @return the fitted scaler
   * @throws IllegalArgumentException if there are no images
   */
  public static MinMaxScaler fit(Images images) {
    if (images.size() == 0) {
      throw new IllegalArgumentException("a scaler can't be fitted to no images (0 found)");
    }
    int[] smallest = new int[images.width()];
    int[] largest = new int[images.width()];
    Arrays.fill(smallest, 255);
    // Image by image, as they lie in memory: a pixel at a time is several times slower.
    for (int i = 0; i < images.size(); i++) {
      byte[] image = images.image(i);
      for (int pixel = 0; pixel < image.length; pixel++) {
        int value = image[pixel] & 0xff;
        smallest[pixel] = Math.min(smallest[pixel], value);
        largest[pixel] = Math.max(largest[pixel], value);
      }
    }
    double[] scale = new double[images.width()];
    double[] min = new double[images.width()];
    for (int pixel = 0; pixel < images.width(); pixel++) {
      int range = largest[pixel] - smallest[pixel];
      scale[pixel] = range == 0 ? 1 : 1.0 / range;
      min[pixel] = 0 - smallest[pixel] * scale[pixel];
    }
    return new MinMaxScaler(scale, min);
  }

  /**
   * The scaler that looks at no data: each pixel divided by 255.
   *
   * @param width the number of pixels of an image, 1 or more
   * @return the scaler
   * @throws IllegalArgumentException if width is below 1
   */
  public static MinMaxScaler unit(int width) {
    if (width < 1) {
      throw new IllegalArgumentException("width (" + width + ") must be 1 or more");
    }
    double[] scale = new double[width];
    Arrays.fill(scale, 1 / 255.0);
    return new MinMaxScaler(scale, new double[width]);
  }

  /**
   * A scaler that was saved.
   *
   * @param scale what {@link #scale()} gave, finite
   * @param min what {@link #min()} gave, finite
   * @return the scaler
   * @throws IllegalArgumentException if their lengths differ or are 0, or a number isn't finite
   */
  public static MinMaxScaler of(double[] scale, double[] min) {
    if (scale.length != min.length || scale.length == 0) {
      throw new IllegalArgumentException(
          "scale (%d numbers) and min (%d numbers) must have one number per pixel"
              .formatted(scale.length, min.length));
    }
    for (int i = 0; i < scale.length; i++) {
      if (!Double.isFinite(scale[i]) || !Double.isFinite(min[i])) {
        throw new IllegalArgumentException(
            "scale (%s) and min (%s) of pixel %d must be finite".formatted(scale[i], min[i], i));
      }
    }
    return new MinMaxScaler(scale.clone(), min.clone());
  }

  /** {@return the number of pixels of an image} */
  public int width() {
    return scale.length;
  }

  /** {@return whether each pixel is scaled alike} */
  public boolean isUniform() {
    return Arrays.stream(scale).allMatch(value -> value == scale[0])
        && Arrays.stream(min).allMatch(value -> value == min[0]);
  }

  /** {@return a copy of the factors, one per pixel: scikit-learn's {@code scale_}} */
  public double[] scale() {
    return scale.clone();
  }

  /** {@return a copy of the summands, one per pixel: scikit-learn's {@code min_}} */
  public double[] min() {
    return min.clone();
  }

  /**
   * Scales one value.
   *
   * @param pixel which pixel, from 0
   * @param value its value, 0 to 255
   * @return the scaled value
   */
  public float transform(int pixel, int value) {
    return (float) (value * scale[pixel] + min[pixel]);
  }

  /**
   * Scales an image.
   *
   * @param images images of this scaler's width
   * @param image the image's index, from 0
   * @param out receives the scaled pixels
   * @param offset the index in out of the first pixel
   * @throws IllegalArgumentException if the images have another width
   */
  public void transform(Images images, int image, float[] out, int offset) {
    check(images);
    byte[] pixels = images.image(image);
    for (int pixel = 0; pixel < pixels.length; pixel++) {
      out[offset + pixel] = transform(pixel, pixels[pixel] & 0xff);
    }
  }

  /** Scales the pixels of images that lie one after the other. */
  void transform(byte[] pixels, float[] out) {
    for (int i = 0, pixel = 0;
        i < pixels.length;
        i++, pixel = pixel + 1 == width() ? 0 : pixel + 1) {
      out[i] = transform(pixel, pixels[i] & 0xff);
    }
  }

  void check(Images images) {
    if (images.width() != width()) {
      throw new IllegalArgumentException(
          "the scaler is for images of %d pixels, but these have %d"
              .formatted(width(), images.width()));
    }
  }
}
