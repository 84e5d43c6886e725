package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.RealMnist;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The committed model behind the fitting, on digits as people draw, scan and photograph them. No
 * digit was used to train the model or to tune the fitting. {@code scripts/kinds} takes more.
 */
@Tag("slow")
class FittedKindsTest {
  private static final int COUNT = 10;

  private static final Map<DigitKind, KindScore> SCORES = new LinkedHashMap<>();
  private static KindClassifier model;

  @BeforeAll
  static void classifyAllKinds() {
    List<LabeledDigit> digits = LabeledDigit.half(RealMnist.official(), false, COUNT);
    model = new KindClassifier(Path.of("savedmodel/mnist_cnn"));
    for (DigitKind kind : DigitKinds.all()) {
      SCORES.put(kind, KindScore.of(kind, digits, model, false));
    }
  }

  @AfterAll
  static void close() {
    if (model != null) {
      model.close();
    }
  }

  static List<DigitKind> kindsLikeMnist() {
    return SCORES.keySet().stream().filter(DigitKind::isMnistLike).toList();
  }

  @ParameterizedTest
  @MethodSource("kindsLikeMnist")
  void mostDigitsOfAKindAreClassified(DigitKind kind) {
    assertThat(SCORES.get(kind).accuracy()).isGreaterThanOrEqualTo(0.85);
  }

  @Test
  void nearlyAllDigitsOfAllKindsAreClassified() {
    assertThat(sum(kindsLikeMnist()).accuracy()).isGreaterThanOrEqualTo(0.95);
  }

  @Test
  void fewWrongAnswersAreSure() {
    KindScore all = sum(List.copyOf(SCORES.keySet()));
    assertThat(all.sureButWrong()).isLessThanOrEqualTo(all.images() / 100);
  }

  @Test
  void inNearlyAllImagesADigitIsFound() {
    KindScore all = sum(List.copyOf(SCORES.keySet()));
    assertThat(all.missed()).isLessThanOrEqualTo(all.images() / 200);
  }

  @Test
  void mnistsOwnImagesStayByteForByte() {
    Images images = RealMnist.official().test().images();
    IntStream.range(0, images.size())
        .parallel()
        .forEach(
            i -> {
              byte[] pixels = images.image(i);
              FittedImage fitted = model.fit(EncodedDigits.png(DrawnDigit.gray(pixels)));
              assertThat(fitted.found()).isTrue();
              assertThat(fitted.pixels()).as("image %d", i).isEqualTo(pixels);
            });
  }

  private static KindScore sum(List<DigitKind> kinds) {
    return KindScore.sum(kinds.stream().map(SCORES::get).toList());
  }
}
