package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class MisclassifiedGridTest {
  /** Images of one gray each, 10, 20, 30 and so on. */
  private static LabeledImages images(int... labels) {
    byte[] pixels = new byte[labels.length * 784];
    for (int i = 0; i < labels.length; i++) {
      Arrays.fill(pixels, i * 784, (i + 1) * 784, (byte) (10 * (i + 1)));
    }
    return new LabeledImages(Images.of(28, 28, pixels), labels);
  }

  @Test
  void showsTheFirstImageOfEachPairOfLabelAndPrediction() throws IOException {
    BufferedImage grid = drawn(images(3, 3, 3, 9, 0), List.of(3L, 5L, 5L, 0L, 9L));
    assertThat(cell(grid, 3, 5)).containsOnly(20);
    assertThat(cell(grid, 9, 0)).containsOnly(40);
    assertThat(cell(grid, 0, 9)).containsOnly(50);
    assertThat(cell(grid, 3, 3)).containsOnly(0);
    assertThat(cell(grid, 5, 3)).containsOnly(0);
  }

  @Test
  void keepsThePlaceOfEachPixel() throws IOException {
    byte[] pixels = new byte[784];
    pixels[2 * 28 + 7] = (byte) 200;
    var one = new LabeledImages(Images.of(28, 28, pixels), new int[] {1});
    int[] cell = cell(drawn(one, List.of(2L)), 1, 2);
    assertThat(cell[2 * 28 + 7]).isEqualTo(200);
    assertThat(Arrays.stream(cell).sum()).isEqualTo(200);
  }

  @Test
  void linesRunBetweenTheCells() throws IOException {
    BufferedImage grid = drawn(images(1), List.of(1L));
    for (int i = 0; i < 291; i++) {
      for (int line : new int[] {0, 29, 290}) {
        assertThat(grid.getRaster().getSample(line, i, 0)).isEqualTo(96);
        assertThat(grid.getRaster().getSample(i, line, 0)).isEqualTo(96);
      }
    }
  }

  /** Classes 29 and 30 of 31: the last isn't shown. */
  @Test
  void showsColorsAndTheFirstThirtyClasses() throws IOException {
    byte[] pixels = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    var test =
        new LabeledImages(
            Images.of(1, 1, 3, pixels), new int[] {29, 30, 29}, ClassNames.numbered(31));
    BufferedImage grid =
        ImageIO.read(new ByteArrayInputStream(MisclassifiedGrid.png(test, List.of(0L, 0L, 30L))));
    assertThat(grid.getWidth()).isEqualTo(61);
    assertThat(grid.getHeight()).isEqualTo(61);
    assertThat(grid.getRGB(1, 59)).isEqualTo(0xff010203);
    assertThat(grid.getRGB(1, 1)).isEqualTo(0xff000000);
    assertThat(grid.getRGB(60, 60)).isEqualTo(0xff606060);
  }

  private static BufferedImage drawn(LabeledImages test, List<Long> predictions)
      throws IOException {
    BufferedImage grid =
        ImageIO.read(new ByteArrayInputStream(MisclassifiedGrid.png(test, predictions)));
    assertThat(grid.getWidth()).isEqualTo(291);
    assertThat(grid.getHeight()).isEqualTo(291);
    return grid;
  }

  private static int[] cell(BufferedImage grid, int label, int prediction) {
    return grid.getRaster()
        .getSamples(1 + 29 * prediction, 1 + 29 * label, 28, 28, 0, (int[]) null);
  }
}
