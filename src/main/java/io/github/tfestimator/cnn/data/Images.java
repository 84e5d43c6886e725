package io.github.tfestimator.cnn.data;

import java.util.Arrays;

/**
 * Grey pictures of one size, a byte a pixel (0 to 255, 0 being the background), row after row and
 * picture after picture. Immutable.
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
   * Pictures over an array that is taken over, not copied: it must not be changed afterwards.
   *
   * @param rows height of a picture
   * @param columns width of a picture
   * @param pixels the pixels of all pictures, unsigned
   * @return the pictures
   * @throws IllegalArgumentException if the array doesn't hold whole pictures
   */
  public static Images of(int rows, int columns, byte[] pixels) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "rows (" + rows + ") and columns (" + columns + ") must be 1 or more");
    }
    if (pixels.length % (rows * columns) != 0) {
      throw new IllegalArgumentException(
          "%d pixels are no whole number of %dx%d pictures"
              .formatted(pixels.length, rows, columns));
    }
    return new Images(rows, columns, pixels);
  }

  /**
   * @return how many pictures there are
   */
  public int size() {
    return pixels.length / width();
  }

  /**
   * @return height of a picture
   */
  public int rows() {
    return rows;
  }

  /**
   * @return width of a picture
   */
  public int columns() {
    return columns;
  }

  /**
   * @return pixels of one picture, 784 for MNIST
   */
  public int width() {
    return rows * columns;
  }

  /**
   * @param picture which picture, from 0
   * @param pixel which of its pixels, from 0, row after row
   * @return the pixel, 0 to 255
   */
  public int pixel(int picture, int pixel) {
    return pixels[picture * width() + pixel] & 0xff;
  }

  /**
   * @param picture which picture, from 0
   * @return a copy of its pixels, unsigned, row after row
   */
  public byte[] picture(int picture) {
    return Arrays.copyOfRange(pixels, picture * width(), (picture + 1) * width());
  }

  /**
   * @param pictures which pictures, in which order
   * @return those pictures
   */
  public Images select(int[] pictures) {
    byte[] selected = new byte[Math.multiplyExact(pictures.length, width())];
    for (int i = 0; i < pictures.length; i++) {
      System.arraycopy(pixels, pictures[i] * width(), selected, i * width(), width());
    }
    return new Images(rows, columns, selected);
  }

  /**
   * @param others pictures of the same size
   * @return these pictures, then those
   */
  Images then(Images others) {
    byte[] joined = Arrays.copyOf(pixels, Math.addExact(pixels.length, others.pixels.length));
    System.arraycopy(others.pixels, 0, joined, pixels.length, others.pixels.length);
    return of(rows, columns, joined);
  }

  /**
   * @return a copy of all pixels, unsigned
   */
  public byte[] pixels() {
    return pixels.clone();
  }
}
