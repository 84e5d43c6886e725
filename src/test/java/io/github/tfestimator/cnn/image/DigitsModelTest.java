package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.RealMnist;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The model for digits as people have them, {@code savedmodel/digits}, on digits that it wasn't
 * trained on. {@code scripts/kinds} takes more of each kind.
 */
@Tag("slow")
class DigitsModelTest {
  private static final Path FOLDER = Path.of("savedmodel/digits");
  private static final int COUNT = 6;

  @Test
  void itTakesNoMoreThanFourMegabytes() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      assertThat(files.filter(Files::isRegularFile).mapToLong(DigitsModelTest::size).sum())
          .isLessThanOrEqualTo(4_000_000);
    }
  }

  @Test
  void itKnowsMnistsTestImages() {
    LabeledImages test = RealMnist.split().test();
    int correct = 0;
    try (var classifier = SavedModelClassifier.load(FOLDER)) {
      List<byte[]> images = new ArrayList<>();
      for (int i = 0; i < test.size(); i++) {
        images.add(test.images().image(i));
      }
      List<Classification> answers = classifier.classifyPixels(images);
      for (int i = 0; i < test.size(); i++) {
        correct += answers.get(i).classId() == test.labels()[i] ? 1 : 0;
      }
    }
    assertThat((double) correct / test.size()).isGreaterThanOrEqualTo(0.99);
  }

  @Test
  void itKnowsDigitsOfAllKinds() {
    List<LabeledDigit> digits = LabeledDigit.half(RealMnist.official(), false, COUNT);
    List<KindScore> scores = new ArrayList<>();
    try (var model = new KindClassifier(FOLDER)) {
      DigitKinds.all().forEach(kind -> scores.add(KindScore.of(kind, digits, model, false)));
    }
    KindScore all = KindScore.sum(scores);
    assertThat(all.accuracy()).isGreaterThanOrEqualTo(0.95);
    assertThat(all.sureButWrong()).isLessThanOrEqualTo(all.images() / 100);
  }

  private static long size(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
