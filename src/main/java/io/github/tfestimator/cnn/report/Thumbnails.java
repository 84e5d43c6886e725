package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import java.awt.Graphics2D;
import java.awt.Image;
import java.awt.image.BufferedImage;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Images as the network sees them: scaled by the model's scaler, black for 0 and less, white for 1
 * and more. Large ones are drawn smaller. All together take no more than a budget.
 */
final class Thumbnails {
  /** Height and width, in pixels. */
  static final int MAX_SIDE = 64;

  private final MinMaxScaler scaler;
  private long left;

  /**
   * Creates a budget.
   *
   * @param bytes of the report's file that images and their captions may take
   */
  Thumbnails(MinMaxScaler scaler, long bytes) {
    this.scaler = scaler;
    this.left = bytes;
  }

  /**
   * Draws an image.
   *
   * @param alt what a screen reader says
   * @return the element; none if there is no room any more
   */
  Optional<Markup> of(Images images, int index, String alt) {
    return of(images, index, alt, UnaryOperator.identity());
  }

  /**
   * Draws an image in a frame.
   *
   * @param alt what a screen reader says
   * @param frame returns the image with its caption, which takes room, too
   * @return the framed element; none if there is no room any more
   */
  Optional<Markup> of(Images images, int index, String alt, UnaryOperator<Markup> frame) {
    return left <= 0 ? Optional.empty() : place(shrunk(scaled(images, index)), alt, frame);
  }

  /**
   * Places an image.
   *
   * @param alt what a screen reader says
   * @return the element; none if there is no room any more
   */
  Optional<Markup> of(BufferedImage image, String alt) {
    return place(image, alt, UnaryOperator.identity());
  }

  private Optional<Markup> place(BufferedImage image, String alt, UnaryOperator<Markup> frame) {
    Markup element = frame.apply(Markup.of("<img src=\"{}\" alt=\"{}\">", DataUri.of(image), alt));
    left -= element.html().getBytes(StandardCharsets.UTF_8).length;
    if (left >= 0) {
      return Optional.of(element);
    }
    left = 0;
    return Optional.empty();
  }

  /** Makes more room. */
  void add(long bytes) {
    left += bytes;
  }

  private BufferedImage scaled(Images images, int index) {
    int channels = images.channels();
    var image =
        new BufferedImage(
            images.columns(),
            images.rows(),
            channels == 1 ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    byte[] pixels = images.image(index);
    for (int i = 0; i < pixels.length; i++) {
      float value = scaler.transform(i, pixels[i] & 0xff);
      pixels[i] = (byte) Math.round(255 * Math.max(0, Math.min(1, value)));
    }
    if (channels == 1) {
      image.getRaster().setDataElements(0, 0, images.columns(), images.rows(), pixels);
      return image;
    }
    for (int i = 0; i < pixels.length / channels; i++) {
      int rgb =
          (pixels[3 * i] & 0xff) << 16
              | (pixels[3 * i + 1] & 0xff) << 8
              | (pixels[3 * i + 2] & 0xff);
      image.setRGB(i % images.columns(), i / images.columns(), rgb);
    }
    return image;
  }

  private static BufferedImage shrunk(BufferedImage image) {
    int longer = Math.max(image.getWidth(), image.getHeight());
    if (longer <= MAX_SIDE) {
      return image;
    }
    int width = Math.max(1, image.getWidth() * MAX_SIDE / longer);
    int height = Math.max(1, image.getHeight() * MAX_SIDE / longer);
    var small = new BufferedImage(width, height, image.getType());
    Graphics2D graphics = small.createGraphics();
    graphics.drawImage(
        image.getScaledInstance(width, height, Image.SCALE_AREA_AVERAGING), 0, 0, null);
    graphics.dispose();
    return small;
  }
}
