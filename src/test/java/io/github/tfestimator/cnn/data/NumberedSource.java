package io.github.tfestimator.cnn.data;

/** Three images of two pixels, 10 and 11, 20 and 21, 30 and 255, that are read on demand. */
final class NumberedSource implements PixelSource {
  private static final byte[] PIXELS = {10, 11, 20, 21, 30, (byte) 255};

  boolean closed;

  @Override
  public int size() {
    return 3;
  }

  @Override
  public byte[] read(int[] images) {
    byte[] read = new byte[2 * images.length];
    for (int i = 0; i < images.length; i++) {
      read[2 * i] = PIXELS[2 * images[i]];
      read[2 * i + 1] = PIXELS[2 * images[i] + 1];
    }
    return read;
  }

  @Override
  public String identity(int image) {
    return "file " + image;
  }

  @Override
  public void close() {
    closed = true;
  }
}
