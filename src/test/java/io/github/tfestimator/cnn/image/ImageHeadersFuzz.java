package io.github.tfestimator.cnn.image;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.NaiveImages;
import io.github.tfestimator.input.DataException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;

/** The headers of image files. */
public final class ImageHeadersFuzz {
  private static final short JPEG = (short) 0xffd8;
  private static final short GIF = 'G' << 8 | 'I';
  private static final short BMP = 'B' << 8 | 'M';

  private ImageHeadersFuzz() {}

  /** Checks an input as an image file. */
  public static void fuzzerTestOneInput(byte[] input) {
    Bounded.read(input, DataException.class, () -> ImageHeaders.check(input, "file"))
        .ifPresent(
            pixels -> {
              ByteBuffer bytes = ByteBuffer.wrap(input);
              int max =
                  bytes.getShort(0) == JPEG
                      ? ImageHeaders.MAX_JPEG_PIXELS
                      : ImageHeaders.MAX_PIXELS;
              Bounded.require(pixels > 0 && pixels <= max, "Pixels: " + pixels);
              size(bytes)
                  .ifPresent(
                      expected ->
                          Bounded.require(pixels == expected, pixels + " pixels, but " + expected));
            });
  }

  /** Returns the pixels that a file's bytes tell; nothing if they aren't where they should be. */
  private static OptionalLong size(ByteBuffer bytes) {
    return switch (bytes.getShort(0)) {
      case JPEG -> NaiveImages.jpegPixels(bytes.array());
      case GIF -> NaiveImages.gifPixels(bytes.array());
      case BMP -> NaiveImages.bmpPixels(bytes.array());
      default -> OptionalLong.of((long) bytes.getInt(16) * bytes.getInt(20)); // PNG
    };
  }
}
