package io.github.tfestimator.cnn.data;

import java.util.Arrays;

/**
 * Gray images of one size, a byte a pixel (0 to 255, 0 being the background), row after row and
 * image after image. Immutable.
 */
public final class Images {
  private final int rows;
  private final int columns;
  private final byte[] pixels;

  private Images(int rows, int columns, byte[] pixels) {
    this.rows = rows;
    this.columns = columns;
    this.pixels = pixels;
  }

  /**
   * Images over an array that is taken over, not copied: it must not be changed afterwards.
   *
   * @param rows height of an image
   * @param columns width of an image
   * @param pixels the pixels of all images, unsigned
   * @return the images
   * @throws IllegalArgumentException if the array doesn't hold whole images
   */
  public static Images of(int rows, int columns, byte[] pixels) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "rows (" + rows + ") and columns (" + columns + ") must be 1 or more");
    }
    if (pixels.length % (rows * columns) != 0) {
      throw new IllegalArgumentException(
          "%d pixels are no whole number of %dx%d images".formatted(pixels.length, rows, columns));
    }
    return new Images(rows, columns, pixels);
  }

  /** {@return the number of images} */
  public int size() {
    return pixels.length / width();
  }

  /** {@return the height of an image, in pixels} */
  public int rows() {
    return rows;
  }

  /** {@return the width of an image, in pixels} */
  public int columns() {
    return columns;
  }

  /** {@return the number of pixels of one image, 784 for MNIST} */
  public int width() {
    return rows * columns;
  }

  /**
   * Returns one pixel.
   *
   * @param image the image's index, from 0
   * @param pixel the pixel's index in the image, from 0, row by row
   * @return the pixel, 0 to 255
   */
  public int pixel(int image, int pixel) {
    return pixels[image * width() + pixel] & 0xff;
  }

  /**
   * Copies the pixels of one image.
   *
   * @param image the image's index, from 0
   * @return the pixels, unsigned, row by row
   */
  public byte[] image(int image) {
    return Arrays.copyOfRange(pixels, image * width(), (image + 1) * width());
  }

  /**
   * Selects images by index.
   *
   * @param indices the images to select, in order, from 0
   * @return the selected images
   */
  public Images select(int[] indices) {
    byte[] selected = new byte[Math.multiplyExact(indices.length, width())];
    for (int i = 0; i < indices.length; i++) {
      System.arraycopy(pixels, indices[i] * width(), selected, i * width(), width());
    }
    return new Images(rows, columns, selected);
  }

  /**
   * Concatenates two sets of images.
   *
   * @param others images of the same size
   * @return these images, followed by the others
   */
  Images then(Images others) {
    byte[] joined = Arrays.copyOf(pixels, Math.addExact(pixels.length, others.pixels.length));
    System.arraycopy(others.pixels, 0, joined, pixels.length, others.pixels.length);
    return of(rows, columns, joined);
  }

  /** {@return a copy of the pixels of all images, unsigned} */
  public byte[] pixels() {
    return pixels.clone();
  }
}
