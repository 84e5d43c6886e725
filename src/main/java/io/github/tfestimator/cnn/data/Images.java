package io.github.tfestimator.cnn.data;

import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Gray or color images of one size, a byte a channel (0 to 255), row after row and image after
 * image; the channels of a pixel lie together. Of gray digits 0 is the background. The pixels are
 * in memory, or read from a {@link PixelSource} when they are needed. Immutable.
 */
public final class Images {
  private final int rows;
  private final int columns;
  private final int channels;
  private final byte[] pixels;
  private final Optional<PixelSource> source;
  private final int[] indices;

  private Images(
      int rows,
      int columns,
      int channels,
      byte[] pixels,
      Optional<PixelSource> source,
      int[] indices) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          "rows (" + rows + ") and columns (" + columns + ") must be 1 or more");
    }
    if (channels != 1 && channels != 3) {
      throw new IllegalArgumentException("channels (" + channels + ") must be 1 or 3");
    }
    this.rows = rows;
    this.columns = columns;
    this.channels = channels;
    this.pixels = pixels;
    this.source = source;
    this.indices = indices;
  }

  /**
   * Gray images over an array that is taken over, not copied: it must not be changed afterwards.
   *
   * @param rows height of an image
   * @param columns width of an image
   * @param pixels the pixels of all images, unsigned
   * @return the images
   * @throws IllegalArgumentException if the array doesn't hold whole images
   */
  public static Images of(int rows, int columns, byte[] pixels) {
    return of(rows, columns, 1, pixels);
  }

  /**
   * Images over an array that is taken over, not copied: it must not be changed afterwards.
   *
   * @param rows height of an image
   * @param columns width of an image
   * @param channels 1 for gray, 3 for red, green and blue
   * @param pixels the values of all images, unsigned
   * @return the images
   * @throws IllegalArgumentException if the array doesn't hold whole images
   */
  public static Images of(int rows, int columns, int channels, byte[] pixels) {
    var images = new Images(rows, columns, channels, pixels, Optional.empty(), new int[0]);
    if (pixels.length % images.width() != 0) {
      throw new IllegalArgumentException(
          "%d pixels are no whole number of %dx%d images".formatted(pixels.length, rows, columns));
    }
    return images;
  }

  /**
   * Images that are read when they are needed.
   *
   * @param rows height of an image
   * @param columns width of an image
   * @param channels 1 for gray, 3 for red, green and blue
   * @param source reads them
   * @return the images
   */
  public static Images of(int rows, int columns, int channels, PixelSource source) {
    int[] all = IntStream.range(0, source.size()).toArray();
    return new Images(rows, columns, channels, new byte[0], Optional.of(source), all);
  }

  /** {@return the number of images} */
  public int size() {
    return source.isPresent() ? indices.length : pixels.length / width();
  }

  /** {@return the height of an image, in pixels} */
  public int rows() {
    return rows;
  }

  /** {@return the width of an image, in pixels} */
  public int columns() {
    return columns;
  }

  /** {@return 1 for gray images, 3 for red, green and blue} */
  public int channels() {
    return channels;
  }

  /** {@return the shape of an image} */
  public ImageShape shape() {
    return new ImageShape(rows, columns, channels);
  }

  /** {@return the number of values of one image, 784 for MNIST: pixels times channels} */
  public int width() {
    return Math.multiplyExact(Math.multiplyExact(rows, columns), channels);
  }

  /** {@return whether images are read when they are needed, and aren't in memory} */
  public boolean isReadOnDemand() {
    return source.isPresent();
  }

  /**
   * Returns one value.
   *
   * @param image the image's index, from 0
   * @param pixel the value's index in the image, from 0, row by row
   * @return the value, 0 to 255
   */
  public int pixel(int image, int pixel) {
    return source.isPresent() ? image(image)[pixel] & 0xff : pixels[image * width() + pixel] & 0xff;
  }

  /**
   * Copies the pixels of one image.
   *
   * @param image the image's index, from 0
   * @return the pixels, unsigned, row by row
   */
  public byte[] image(int image) {
    return source.isPresent()
        ? read(new int[] {image})
        : Arrays.copyOfRange(pixels, image * width(), (image + 1) * width());
  }

  /**
   * Copies the pixels of some images.
   *
   * @param images the images to read, in order, from 0
   * @return their pixels, unsigned, image after image
   */
  public byte[] read(int[] images) {
    if (source.isPresent()) {
      return source.get().read(Arrays.stream(images).map(i -> indices[i]).toArray());
    }
    int width = width();
    byte[] read = new byte[Math.multiplyExact(images.length, width)];
    for (int i = 0; i < images.length; i++) {
      System.arraycopy(pixels, images[i] * width, read, i * width, width);
    }
    return read;
  }

  /**
   * Selects images by index.
   *
   * @param selected the images to select, in order, from 0
   * @return the selected images
   */
  public Images select(int[] selected) {
    return source.isPresent()
        ? new Images(
            rows,
            columns,
            channels,
            pixels,
            source,
            Arrays.stream(selected).map(i -> indices[i]).toArray())
        : of(rows, columns, channels, read(selected));
  }

  /** {@return copies of the images, which are in memory, with rows and columns exchanged} */
  Images transposed() {
    byte[] turned = new byte[pixels.length];
    int to = 0;
    for (int image = 0; image < size(); image++) {
      for (int column = 0; column < columns; column++) {
        for (int row = 0; row < rows; row++) {
          int from = image * width() + (row * columns + column) * channels;
          for (int channel = 0; channel < channels; channel++) {
            turned[to++] = pixels[from + channel];
          }
        }
      }
    }
    return of(columns, rows, channels, turned);
  }

  /**
   * Concatenates two sets of images in memory.
   *
   * @param next images of the same size
   * @return these images, followed by the others
   */
  Images then(Images next) {
    byte[] joined = Arrays.copyOf(pixels, Math.addExact(pixels.length, next.pixels.length));
    System.arraycopy(next.pixels, 0, joined, pixels.length, next.pixels.length);
    return of(rows, columns, channels, joined);
  }

  /** {@return a copy of the pixels of all images, unsigned} */
  public byte[] pixels() {
    return source.isPresent() ? read(IntStream.range(0, size()).toArray()) : pixels.clone();
  }

  /** Returns what tells an image that is read on demand from others. */
  String identity(int image) {
    return source.orElseThrow().identity(indices[image]);
  }

  void close() {
    source.ifPresent(PixelSource::close);
  }
}
