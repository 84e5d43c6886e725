package io.github.tfestimator.cnn.image;

import io.github.tfestimator.input.DataException;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;

/** The PNG file of an image in memory, which loses nothing. */
final class PngFile {
  private PngFile() {}

  /**
   * Encodes an image.
   *
   * @param name its name in an error
   * @throws DataException if it has other colors than gray or RGB
   */
  static byte[] of(BufferedImage image, String name) {
    int colors = image.getColorModel().getNumColorComponents();
    if (colors != 1 && colors != 3) {
      throw new DataException(
          "%s has %d color channels; give a gray or RGB image".formatted(name, colors));
    }
    var file = new ByteArrayOutputStream();
    try (var out = new MemoryCacheImageOutputStream(file)) {
      if (!ImageIO.write(image, "png", out)) {
        throw new DataException(name + " can't be written as PNG; give a gray or RGB image");
      }
    } catch (IOException e) {
      throw new DataException(
          "%s can't be written as PNG (%s); give a gray or RGB image"
              .formatted(name, e.getMessage()),
          e);
    }
    return file.toByteArray();
  }
}
