package io.github.tfestimator.cnn.report;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import javax.imageio.ImageIO;

/** Images as text that stands in the file itself. */
final class DataUri {
  /** Color images of more pixels may be photos, of which JPEG takes a third. */
  private static final int MAX_PNG_PIXELS = 16 * 16;

  private DataUri() {}

  /** Returns an image as PNG, or as JPEG if it is in color, not tiny, and smaller so. */
  static String of(BufferedImage image) {
    String png = png(image);
    boolean isColor =
        image.getType() == BufferedImage.TYPE_INT_RGB
            && image.getWidth() * image.getHeight() > MAX_PNG_PIXELS;
    if (!isColor) {
      return png;
    }
    String jpeg = of(image, "jpeg");
    return jpeg.length() < png.length() ? jpeg : png;
  }

  /** Returns an image as PNG, which keeps every pixel. */
  static String png(BufferedImage image) {
    return of(image, "png");
  }

  private static String of(BufferedImage image, String format) {
    var bytes = new ByteArrayOutputStream();
    try {
      if (!ImageIO.write(image, format, bytes)) {
        throw new IllegalStateException("Java writes no " + format);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e); // in memory
    }
    return "data:image/"
        + format
        + ";base64,"
        + Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
