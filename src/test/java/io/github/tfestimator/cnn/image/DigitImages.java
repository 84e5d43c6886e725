package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** A few digits in all the forms that a request may have. */
final class DigitImages {
  static final int COUNT = 4;

  private DigitImages() {}

  static List<byte[]> pixels() {
    var digits = Digits.draw(COUNT, 3).images();
    List<byte[]> images = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      images.add(digits.image(i));
    }
    return images;
  }

  static List<float[]> features(MinMaxScaler scaler) {
    var digits = Digits.draw(COUNT, 3).images();
    List<float[]> features = new ArrayList<>();
    for (int i = 0; i < COUNT; i++) {
      float[] row = new float[784];
      scaler.transform(digits, i, row, 0);
      features.add(row);
    }
    return features;
  }

  static List<BufferedImage> images(boolean inverted) {
    return pixels().stream().map(image -> image(image, inverted)).toList();
  }

  private static BufferedImage image(byte[] pixels, boolean inverted) {
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < 784; i++) {
      int value = pixels[i] & 0xff;
      image.getRaster().setSample(i % 28, i / 28, 0, inverted ? 255 - value : value);
    }
    return image;
  }

  static List<byte[]> files(List<BufferedImage> images) {
    return images.stream().map(DigitImages::png).toList();
  }

  private static byte[] png(BufferedImage image) {
    var file = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, "png", file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return file.toByteArray();
  }
}
