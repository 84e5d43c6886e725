package io.github.tfestimator.cnn.image;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** The rules of {@link ImageDecoder} in plain Java, by the JDK's ImageIO: the graph's oracle. */
public final class JavaDecoder {
  private JavaDecoder() {}

  public static byte[] decode28x28(byte[] file, Ink ink) {
    try {
      return to28x28(ImageIO.read(new ByteArrayInputStream(file)), ink);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static byte[] to28x28(BufferedImage image, Ink ink) {
    GrayImage gray = GrayConversion.of(image);
    boolean isDark = ink == Ink.DETECT ? gray.isDarkOnLight() : ink == Ink.DARK_ON_LIGHT;
    byte[] pixels = SquareScaler.scale(gray.over(isDark ? 255 : 0), 28);
    for (int i = 0; isDark && i < pixels.length; i++) {
      pixels[i] = (byte) (255 - (pixels[i] & 0xff));
    }
    return pixels;
  }
}
