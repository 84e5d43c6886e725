package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.function.IntBinaryOperator;
import javax.imageio.ImageIO;

/** Makes images for tests. */
public final class ImageFiles {
  /** Each gray value at least three times in an image of 28x28. */
  static final IntBinaryOperator ALL_VALUES = (x, y) -> (y * 28 + x) % 256;

  /** Never closed. */
  private static final ImageDecoder DECODER = new ImageDecoder();

  private ImageFiles() {}

  static byte[] decode(byte[] file, Ink ink) {
    return DECODER.decode28x28(file, "digit", ink);
  }

  static byte[] expected(IntBinaryOperator gray) {
    byte[] pixels = new byte[784];
    for (int i = 0; i < 784; i++) {
      pixels[i] = (byte) gray.applyAsInt(i % 28, i / 28);
    }
    return pixels;
  }

  public static BufferedImage gray(int width, int height, IntBinaryOperator value) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_BYTE_GRAY);
    fill(image, value);
    return image;
  }

  /** Puts the same number into all of a pixel's samples. */
  public static void fill(BufferedImage image, IntBinaryOperator value) {
    int[] samples = new int[image.getRaster().getNumBands()];
    for (int y = 0; y < image.getHeight(); y++) {
      for (int x = 0; x < image.getWidth(); x++) {
        Arrays.fill(samples, value.applyAsInt(x, y));
        image.getRaster().setPixel(x, y, samples);
      }
    }
  }

  public static byte[] encode(BufferedImage image, String format) throws IOException {
    var file = new ByteArrayOutputStream();
    assertThat(ImageIO.write(image, format, file)).isTrue();
    return file.toByteArray();
  }
}
