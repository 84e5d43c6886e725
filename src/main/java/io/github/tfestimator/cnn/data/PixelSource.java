package io.github.tfestimator.cnn.data;

/**
 * A source of images that aren't in memory, such as files that are decoded when a batch needs them.
 * Safe for any number of threads.
 */
public interface PixelSource extends AutoCloseable {
  /** {@return the number of images} */
  int size();

  /**
   * Reads images.
   *
   * @param images their indices, from 0
   * @return their pixels, image after image, each row by row
   */
  byte[] read(int[] images);

  /**
   * Returns a text that tells an image from others without reading it, for hashes.
   *
   * @param image its index, from 0
   * @return such as the path and the size of its file
   */
  String identity(int image);

  /** Frees what the source holds. May be called again. */
  @Override
  void close();
}
