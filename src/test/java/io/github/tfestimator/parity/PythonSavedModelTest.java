package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

/** What Python's {@code export_saved_model} wrote is served, too. */
class PythonSavedModelTest {

  @Test
  void servesFeaturesAsPythonDoes() throws IOException {
    List<Classification> found = classify("saved_model_float32");
    PythonFiles.said("float32")
        .assertSaidOf(
            found.stream().map(Classification::classId).toList(),
            found.stream().map(Classification::probabilities).toList());
  }

  @Test
  void featuresOfFloat64AreRefused() {
    assertThatThrownBy(() -> classify("saved_model_float64"))
        .message()
        .containsIgnoringCase("double");
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
