package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import java.awt.image.BufferedImage;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same digits as files, images, pixels and features. */
@Tag("medium")
class ImageRequestsTest {
  private static final MinMaxScaler SCALER = MinMaxScaler.fit(Digits.draw(100, 5).images());

  @TempDir static Path folder;
  private static SavedModelClassifier classifier;

  private final List<byte[]> pixels = DigitImages.pixels();
  private final List<BufferedImage> images = DigitImages.images(false);
  private final List<BufferedImage> dark = DigitImages.images(true);
  private final List<Classification> expected =
      classifier.classifyFeatures(DigitImages.features(SCALER));

  @BeforeAll
  static void load() {
    var estimator = SmallModel.train(folder.resolve("model"), SCALER);
    classifier =
        SavedModelClassifier.load(
            SavedModelExporter.of(new ImageServingInputFn(SCALER))
                .export(estimator, folder.resolve("out")));
  }

  @AfterAll
  static void close() {
    classifier.close();
  }

  @Test
  void pixelsAreClassifiedAsTheirFeatures() {
    assertThat(classifier.classifyPixels(pixels)).isEqualTo(expected);
    assertEachAlone(DigitImages.features(SCALER), classifier::classifyFeatures);
    assertEachAlone(pixels, classifier::classifyPixels);
  }

  @Test
  void imagesOfEitherInkAreClassifiedAsTheirPixels() {
    assertThat(classifier.classifyImages(images, Ink.LIGHT_ON_DARK)).isEqualTo(expected);
    assertThat(classifier.classifyImages(dark, Ink.DARK_ON_LIGHT)).isEqualTo(expected);
    assertThat(classifier.classifyImages(List.of(images.get(0), dark.get(1)), Ink.DETECT))
        .usingElementComparator(ImageRequestsTest::compare)
        .isEqualTo(expected.subList(0, 2));
    assertEachAlone(images, image -> classifier.classifyImage(image, Ink.LIGHT_ON_DARK));
    assertEachAlone(dark, image -> classifier.classifyImage(image, Ink.DARK_ON_LIGHT));
    assertEachAlone(dark, image -> classifier.classifyImage(image, Ink.DETECT));
  }

  @Test
  void filesOfEitherInkAreClassifiedAsTheirPixels() {
    assertThat(classifier.classifyFiles(DigitImages.files(images), Ink.LIGHT_ON_DARK))
        .isEqualTo(expected);
    assertThat(classifier.classifyFiles(DigitImages.files(dark), Ink.DARK_ON_LIGHT))
        .isEqualTo(expected);
    assertThat(classifier.classifyFiles(DigitImages.files(dark), Ink.DETECT)).isEqualTo(expected);
    assertEachAlone(
        DigitImages.files(images), file -> classifier.classifyFile(file, Ink.LIGHT_ON_DARK));
    assertEachAlone(
        DigitImages.files(dark), file -> classifier.classifyFile(file, Ink.DARK_ON_LIGHT));
    assertEachAlone(DigitImages.files(images), file -> classifier.classifyFile(file, Ink.DETECT));
  }

  @Test
  void emptyListsGiveEmptyLists() {
    assertThat(classifier.classifyFiles(List.of(), Ink.DARK_ON_LIGHT)).isEmpty();
    assertThat(classifier.classifyImages(List.of(), Ink.DETECT)).isEmpty();
    assertThat(classifier.classifyPixels(List.of())).isEmpty();
    assertThat(classifier.classifyFeatures(List.of())).isEmpty();
  }

  private <T> void assertEachAlone(List<T> images, Function<T, Classification> classify) {
    for (int i = 0; i < DigitImages.COUNT; i++) {
      Classification actual = classify.apply(images.get(i));
      assertThat(compare(actual, expected.get(i))).isZero();
    }
  }

  /** Equal but for the rounding of another batch size. */
  private static int compare(Classification actual, Classification expected) {
    assertThat(actual.classId()).isEqualTo(expected.classId());
    for (int i = 0; i < 10; i++) {
      assertThat(actual.probabilities()[i]).isCloseTo(expected.probabilities()[i], within(1e-6f));
    }
    return 0;
  }
}
