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
  private static final int CLASSES = 10;
  private static final int SIDE = 28;

  /** The side of a cell with the line beside it. */
  private static final int CELL = SIDE + 1;

  /** The gray of the lines. */
  private static final int LINE = 96;

  private MisclassifiedGrid() {}

  /**
   * Draws the grid.
   *
   * @param test images of 28x28 pixels and their labels, 0 to 9
   * @param predictions the predicted class of each image
   * @return a PNG of 291x291 gray pixels
   */
  public static byte[] png(LabeledImages test, List<Long> predictions) {
    int side = CLASSES * CELL + 1;
    var grid = new BufferedImage(side, side, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < side; i++) {
      for (int line = 0; line < side; line += CELL) {
        grid.getRaster().setSample(i, line, 0, LINE);
        grid.getRaster().setSample(line, i, 0, LINE);
      }
    }
    boolean[][] drawn = new boolean[CLASSES][CLASSES];
    for (int i = 0; i < test.size(); i++) {
      int label = test.labels()[i];
      int prediction = Math.toIntExact(predictions.get(i));
      if (label != prediction && !drawn[label][prediction]) {
        drawn[label][prediction] = true;
        draw(grid, test.images().image(i), 1 + prediction * CELL, 1 + label * CELL);
      }
    }
    return encoded(grid);
  }

  private static void draw(BufferedImage grid, byte[] pixels, int left, int top) {
    for (int i = 0; i < pixels.length; i++) {
      grid.getRaster().setSample(left + i % SIDE, top + i / SIDE, 0, pixels[i] & 0xff);
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
