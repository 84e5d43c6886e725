package io.github.tfestimator.cnn.image;

import java.util.Optional;

/**
 * A decoder of files whose ink is to be detected, made for the first of them: building its graph
 * takes a while.
 */
final class LazyDecoder implements AutoCloseable {
  private Optional<ImageDecoder> decoder = Optional.empty();
  private boolean closed;

  /** Decodes a file to 784 pixels, light ink on dark. */
  byte[] decode(byte[] content, String name) {
    return decoder().decode28x28(content, name, Ink.DETECT);
  }

  private synchronized ImageDecoder decoder() {
    if (closed) {
      throw new IllegalStateException("The classifier is closed. Load the model anew.");
    }
    if (decoder.isEmpty()) {
      decoder = Optional.of(new ImageDecoder());
    }
    return decoder.get();
  }

  @Override
  public synchronized void close() {
    closed = true;
    decoder.ifPresent(ImageDecoder::close);
  }
}
