package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.Rows;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.input.Batch;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** SavedModels of Python's {@code export_saved_model}, which are served, too. */
class PythonSavedModelTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @Test
  void servesFeaturesAsPythonDoes() throws IOException {
    List<Classification> answers = classify("saved_model_float32");
    PythonFiles.said("float32")
        .assertSaidOf(
            answers.stream().map(Classification::classId).toList(),
            answers.stream().map(Classification::probabilities).toList());
  }

  /** The features are float32, so the answers are as far off as these are from Python's float64. */
  @Test
  void featuresAreCastForAModelOfFloat64() throws IOException {
    List<Classification> answers = classify("saved_model_float64");
    assertThat(log.lines().all())
        .filteredOn(line -> line.contains("takes features of float64"))
        .hasSize(1);
    PythonFiles.said("float64")
        .assertSaidOf(
            answers.stream().map(Classification::classId).toList(),
            answers.stream().map(Classification::probabilities).toList());
  }

  private static List<Classification> classify(String savedModel) {
    List<float[]> features = new ArrayList<>();
    for (Iterator<Batch> batches = PythonFiles.testBatches().from(0); batches.hasNext(); ) {
      Batch batch = batches.next();
      float[] x = Rows.x(batch);
      for (int i = 0; i < batch.size(); i++) {
        features.add(Arrays.copyOfRange(x, i * 784, (i + 1) * 784));
      }
    }
    try (var classifier = SavedModelClassifier.load(PythonFiles.folder(savedModel))) {
      return classifier.classifyFeatures(features);
    }
  }
}
