package io.github.tfestimator.cnn.image;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.input.DataException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.OptionalLong;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** The headers of image files. */
public final class ImageHeadersFuzz {
  private static final int PNG = 0x89504e47;
  private static final short JPEG = (short) 0xffd8;

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
              Bounded.require(
                  bytes.getInt(0) != PNG || pixels == (long) bytes.getInt(16) * bytes.getInt(20),
                  "A PNG of other pixels: " + pixels);
              Bounded.require(
                  bytes.getShort(0) != JPEG || size(input).orElse(pixels) == pixels,
                  "A JPEG of other pixels: " + pixels);
            });
  }

  /** Returns the pixels that Java's reader tells, which refuses more. */
  private static OptionalLong size(byte[] input) {
    ImageReader reader = ImageIO.getImageReadersByFormatName("jpeg").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(input))) {
      reader.setInput(in, true, true);
      return OptionalLong.of((long) reader.getWidth(0) * reader.getHeight(0));
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    } finally {
      reader.dispose();
    }
  }
}
