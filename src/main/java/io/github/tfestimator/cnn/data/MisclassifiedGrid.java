package io.github.tfestimator.cnn.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import javax.imageio.ImageIO;

/**
 * A grid of misclassified images, laid out as a confusion matrix: a row for each label, a column
 * for each prediction. A cell shows the first image of the row's label that was classified as the
 * column's digit. The diagonal stays empty.
 */
public final class MisclassifiedGrid {
  /** The classes that a grid shows, the first ones: of more the image would be too large. */
  private static final int MAX_CLASSES = 30;

  /** The gray of the lines. */
  private static final int LINE = 96;

  private MisclassifiedGrid() {}

  /**
   * Draws the grid.
   *
   * @param test images and their labels
   * @param predictions the predicted class of each image
   * @return a PNG, of 291x291 gray pixels for MNIST; color images are drawn in color
   */
  public static byte[] png(LabeledImages test, List<Long> predictions) {
    Images images = test.images();
    int classes = Math.min(MAX_CLASSES, test.classes());
    // A cell has a line beside it.
    int cellHeight = images.rows() + 1;
    int cellWidth = images.columns() + 1;
    boolean isGray = images.channels() == 1;
    var grid =
        new BufferedImage(
            classes * cellWidth + 1,
            classes * cellHeight + 1,
            isGray ? BufferedImage.TYPE_BYTE_GRAY : BufferedImage.TYPE_INT_RGB);
    drawLines(grid, cellHeight, cellWidth);
    boolean[][] drawn = new boolean[classes][classes];
    for (int i = 0; i < test.size(); i++) {
      int label = test.labels()[i];
      int prediction = Math.toIntExact(predictions.get(i));
      boolean isShown = label < classes && prediction < classes && label != prediction;
      if (isShown && !drawn[label][prediction]) {
        drawn[label][prediction] = true;
        draw(grid, images, i, 1 + prediction * cellWidth, 1 + label * cellHeight);
      }
    }
    return encoded(grid);
  }

  private static void drawLines(BufferedImage grid, int cellHeight, int cellWidth) {
    for (int y = 0; y < grid.getHeight(); y++) {
      for (int x = 0; x < grid.getWidth(); x++) {
        if (y % cellHeight == 0 || x % cellWidth == 0) {
          for (int band = 0; band < grid.getRaster().getNumBands(); band++) {
            grid.getRaster().setSample(x, y, band, LINE);
          }
        }
      }
    }
  }

  private static void draw(BufferedImage grid, Images images, int image, int left, int top) {
    byte[] pixels = images.image(image);
    for (int i = 0; i < pixels.length; i++) {
      int place = i / images.channels();
      grid.getRaster()
          .setSample(
              left + place % images.columns(),
              top + place / images.columns(),
              i % images.channels(),
              pixels[i] & 0xff);
    }
  }

  private static byte[] encoded(BufferedImage grid) {
    try {
      var bytes = new ByteArrayOutputStream();
      ImageIO.write(grid, "png", bytes);
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
