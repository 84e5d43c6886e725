package io.github.tfestimator.cnn.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.report.Duplicates.Place;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Findings of the report in a data set. */
@Tag("medium")
class DataTest {
  @TempDir Path modelDir;

  @Test
  void findsEqualImages() {
    var train =
        new LabeledImages(Images.of(1, 2, new byte[] {1, 2, 3, 4, 1, 2}), new int[] {5, 6, 7});
    var test = new LabeledImages(Images.of(1, 2, new byte[] {9, 9, 3, 4}), new int[] {1, 6});
    List<List<Place>> groups = Duplicates.in(new DataSplit(train, test)).groups();
    assertThat(groups)
        .containsExactly(
            List.of(new Place(false, 0, 5), new Place(false, 2, 7)),
            List.of(new Place(false, 1, 6), new Place(true, 1, 6)));
    assertThat(groups.stream().map(Duplicates::hasSeveralLabels)).containsExactly(true, false);
    assertThat(groups.stream().map(Duplicates::isAcross)).containsExactly(false, true);
  }

  @Test
  void findsWrongLabels() {
    LabeledImages digits = Digits.draw(400, 3);
    int[] labels = digits.labels().clone();
    List<Integer> wrong = List.of(10, 111, 222, 333);
    wrong.forEach(i -> labels[i] = (labels[i] + 1) % 10);
    var train = new LabeledImages(halved(digits.images()), labels);
    var model = model(new DataSplit(train, train), 14, 1, List.of(8, 16), 0.1f);
    List<Integer> suspects = LabelCheck.of(model, 2).suspects();
    assertThat(suspects).hasSizeBetween(3, 60);
    List<Integer> first = suspects.subList(0, Math.min(10, suspects.size()));
    assertThat(wrong.stream().filter(first::contains)).hasSizeGreaterThanOrEqualTo(3);
  }

  /** Classes of one or two images, of which not every part gets one. */
  @Test
  void partsOfFewImagesAreNotEmpty() {
    LabeledImages four = few();
    var model = model(new DataSplit(four, four), 8, 1, List.of(2, 2), 0.1f);
    assertThat(LabelCheck.of(model, 4).results().size()).isEqualTo(4);
    assertThatThrownBy(() -> LabelCheck.of(model, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("checkLabels (5) must be 4 or less, the number of training images");
  }

  /** Returns four images of 8x8 pixels in three classes. */
  private static LabeledImages few() {
    byte[] pixels = new byte[4 * 64];
    new Random(3).nextBytes(pixels);
    return new LabeledImages(Images.of(8, 8, pixels), new int[] {0, 1, 2, 1});
  }

  @Test
  void someOfManyClassesHaveExamples() {
    byte[] pixels = new byte[150 * 64];
    var images = new LabeledImages(Images.of(8, 8, pixels), IntStream.range(0, 150).toArray());
    var model = model(new DataSplit(images, images), 8, 1, List.of(2, 2), 0.1f);
    var thumbnails = new Thumbnails(model.scaler(), 900_000);
    String html = DataSection.of(model, thumbnails, new HashMap<>()).markup().html();
    assertThat(html.split("alt=\"training image", -1)).hasSize(101);
  }

  /** Returns images of 14x14 pixels, the means of four. */
  private static Images halved(Images images) {
    byte[] halved = new byte[images.size() * 196];
    for (int i = 0; i < halved.length; i++) {
      byte[] image = images.image(i / 196);
      int at = i % 196 / 14 * 56 + i % 14 * 2;
      int sum = 0;
      for (int offset : new int[] {0, 1, 28, 29}) {
        sum += image[at + offset] & 0xff;
      }
      halved[i] = (byte) (sum / 4);
    }
    return Images.of(14, 14, halved);
  }

  /** The worst there is: many large mistaken images in color, which don't compress. */
  @Test
  void noiseFitsTheReport() {
    int side = 96;
    var random = new Random(1);
    byte[] pixels = new byte[300 * side * side * 3];
    random.nextBytes(pixels);
    var noise =
        new LabeledImages(Images.of(side, side, 3, pixels), random.ints(300, 0, 30).toArray());
    var data =
        new DataSplit(
            noise.select(IntStream.range(0, 100).toArray()),
            noise.select(IntStream.range(100, 300).toArray()));
    var model = model(data, side, 3, List.of(32, 4), 0.001f);
    Estimator.of(model.modelFn(), RunConfig.in(modelDir))
        .train(Examples.of(data.train(), model.scaler()).shuffledBatches(10, 42), Steps.upTo(1));
    String html =
        TrainingReport.html(
            new ReportSource(
                modelDir, Optional.empty(), Optional.of(model), List.of(), Optional.empty()));
    assertThat(html.getBytes(StandardCharsets.UTF_8))
        .hasSizeBetween(900_000, TrainingReport.MAX_BYTES);
  }

  /** Many images as small as their captions, in all cells of a matrix. */
  @Test
  void captionsTakeRoomToo() {
    int classes = 20;
    int size = 20_000;
    var random = new Random(2);
    byte[] pixels = new byte[size * 64];
    random.nextBytes(pixels);
    var images =
        new LabeledImages(Images.of(8, 8, pixels), random.ints(size, 0, classes).toArray());
    List<float[]> probabilities =
        IntStream.range(0, size)
            .mapToObj(
                i -> {
                  float[] one = new float[classes];
                  one[random.nextInt(classes)] = 1;
                  return one;
                })
            .toList();
    var cells =
        new ConfusionCells(
            TestResults.of(probabilities, images), new Thumbnails(MinMaxScaler.unit(64), 900_000));
    assertThat(cells.markup().html().length()).isBetween(800_000, 1_000_000);
  }

  /** With room for one image, in a matrix whose rarer mistake comes first. */
  @Test
  void theMostFrequentMistakesGetTheirImagesFirst() {
    LabeledImages four = few().select(new int[] {0, 2, 2, 2});
    float[] one = {0, 1, 0};
    List<float[]> probabilities = List.of(one, one, one, one);
    var cells =
        new ConfusionCells(
            TestResults.of(probabilities, four), new Thumbnails(MinMaxScaler.unit(64), 500));
    assertThat(cells.has(new ConfusionCells.Cell(2, 1))).isTrue();
    assertThat(cells.has(new ConfusionCells.Cell(0, 1))).isFalse();
  }

  private static ImageModel model(
      DataSplit data, int side, int channels, List<Integer> filters, float rate) {
    CnnParams params =
        CnnParams.defaults()
            .withImage(new ImageShape(side, side, channels))
            .withClasses(data.train().classes())
            .withLayers(filters, List.of(64))
            .withRates(0.2f, rate);
    return new ImageModel(
        new CnnModelFn(params), MinMaxScaler.unit(side * side * channels), data, Optional.empty());
  }

  @Test
  void theSignTestIsExact() {
    assertThat(SignTest.twoSided(0, 0)).isEqualTo(1);
    assertThat(SignTest.twoSided(5, 5)).isEqualTo(1);
    assertThat(SignTest.twoSided(0, 3)).isCloseTo(0.25, within(1e-12));
    assertThat(SignTest.twoSided(8, 1)).isCloseTo(2 * (1 + 9) / 512.0, within(1e-12));
  }
}
