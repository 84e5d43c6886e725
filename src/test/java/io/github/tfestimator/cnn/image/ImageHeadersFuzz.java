package io.github.tfestimator.cnn.image;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.input.DataException;
import java.nio.ByteBuffer;

/** The headers of image files. */
public final class ImageHeadersFuzz {
  private static final int PNG = 0x89504e47;

  private ImageHeadersFuzz() {}

  /** Checks an input as an image file. */
  public static void fuzzerTestOneInput(byte[] input) {
    Bounded.read(input, DataException.class, () -> ImageHeaders.check(input, "file"))
        .ifPresent(
            pixels -> {
              Bounded.require(pixels > 0 && pixels <= ImageHeaders.MAX_PIXELS, "Pixels: " + pixels);
              ByteBuffer bytes = ByteBuffer.wrap(input);
              Bounded.require(
                  bytes.getInt(0) != PNG || pixels == (long) bytes.getInt(16) * bytes.getInt(20),
                  "A PNG of other pixels: " + pixels);
            });
  }
}
