package io.github.tfestimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.RealMnist;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.export.ModelCard;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The model that comes with the project: {@code savedmodel/mnist_cnn}. */
@Tag("slow")
class CommittedModelTest {
  private static final Path FOLDER = Path.of("savedmodel/mnist_cnn");

  @Test
  void itIsAsGoodAsTheTutorialsAndAsItsCardSays() throws IOException {
    LabeledImages test = RealMnist.split().test();
    JsonObject card = card();
    assertThat(test.size()).isEqualTo(14_000);
    assertThat(test.sha256())
        .isEqualTo(card.getAsJsonObject("data").get("test_sha256").getAsString());
    double accuracy = accuracy(test);
    assertThat(accuracy).isGreaterThanOrEqualTo(0.955);
    // Another CPU may round otherwise, and an image in a hundred thousand be seen otherwise.
    assertThat(card.getAsJsonObject("metrics").get("accuracy").getAsDouble())
        .isCloseTo(accuracy, within(2 / 14_000.0));
  }

  /** It never saw such, but what is served without MNIST at hand should be this model. */
  @Test
  void itKnowsMostOfTheDrawnDigits() {
    assertThat(accuracy(Digits.draw(300, 7))).isGreaterThan(0.8);
  }

  @Test
  void itWasTrainedAsTheTutorialSays() throws IOException {
    JsonObject card = card();
    assertThat(card.getAsJsonObject("model").get("global_step").getAsInt()).isEqualTo(16_000);
    assertThat(card.getAsJsonObject("network").getAsJsonArray("conv_filters").get(1).getAsInt())
        .isEqualTo(36);
    assertThat(card.getAsJsonObject("training").get("learning_rate").getAsDouble())
        .isEqualTo(0.001);
    assertThat(card.getAsJsonObject("data").get("split").getAsString()).isEqualTo("tutorial");
  }

  private static double accuracy(LabeledImages examples) {
    int correct = 0;
    try (var classifier = SavedModelClassifier.load(FOLDER)) {
      for (int start = 0; start < examples.size(); start += 100) {
        List<byte[]> images = new ArrayList<>();
        for (int i = start; i < Math.min(start + 100, examples.size()); i++) {
          images.add(examples.images().image(i));
        }
        List<Classification> answers = classifier.classifyPixels(images);
        for (int i = 0; i < answers.size(); i++) {
          correct += answers.get(i).classId() == examples.labels()[start + i] ? 1 : 0;
        }
      }
    }
    return (double) correct / examples.size();
  }

  private static JsonObject card() throws IOException {
    try (var versions = Files.list(FOLDER)) {
      Path version = versions.filter(Files::isDirectory).max(Path::compareTo).orElseThrow();
      return JsonParser.parseString(Files.readString(version.resolve(ModelCard.JSON)))
          .getAsJsonObject();
    }
  }
}
