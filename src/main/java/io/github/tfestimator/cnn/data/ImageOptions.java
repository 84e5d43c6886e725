package io.github.tfestimator.cnn.data;

/**
 * Options of reading images that don't say all of it themselves. Null is for what isn't given.
 *
 * @param height rows to resize image files to
 * @param width columns to resize image files to
 * @param channels 1 or 3, to read image files as gray or color
 * @param transpose whether rows and columns are exchanged, as EMNIST's are
 * @param classNames a text file with the names of the classes
 * @param fit whether gray image files of 28x28 pixels are fitted into MNIST's form
 */
public record ImageOptions(
    Integer height,
    Integer width,
    Integer channels,
    boolean transpose,
    String classNames,
    Fit fit) {
  /** Nothing given. */
  public static final ImageOptions NONE = new ImageOptions(null, null, null, false, null, null);

  /** Checks the values. */
  public ImageOptions {
    if ((height == null) != (width == null)) {
      throw new IllegalArgumentException("height and width must be given together");
    }
    if (channels != null && channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels (" + channels + ") must be 1 or 3");
    }
    if (height != null) {
      new ImageShape(height, width, 1);
    }
  }

  /**
   * Returns the same with a shape for image files.
   *
   * @param shape the shape
   * @return options with its height, width and channels
   */
  public ImageOptions withShape(ImageShape shape) {
    return new ImageOptions(
        shape.height(), shape.width(), shape.channels(), transpose, classNames, fit);
  }

  /**
   * Tells whether image files are fitted into MNIST's form.
   *
   * @param shape the shape of the network's images
   * @return true for MNIST's shape, unless fitting is switched off
   */
  public boolean fits(ImageShape shape) {
    return fit != Fit.NEVER && shape.equals(new ImageShape(28, 28, 1));
  }

  /** Refuses images of another shape than was asked for: only files are resized. */
  void requireFits(String data, Images images) {
    if (height != null && (height != images.rows() || width != images.columns())) {
      throw new IllegalArgumentException(
          "image size (%dx%d) must be the %dx%d that the images of %s have, as only image files are resized: leave it out"
              .formatted(height, width, images.rows(), images.columns(), data));
    }
    if (channels != null && channels != images.channels()) {
      throw new IllegalArgumentException(
          "channels (%d) must be the %d that the images of %s have, as only image files are converted: leave it out"
              .formatted(channels, images.channels(), data));
    }
  }
}
