package io.github.tfestimator.parity;

import io.github.tfestimator.data.Batch;
import io.github.tfestimator.serving.Classification;
import io.github.tfestimator.serving.SavedModelClassifier;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Python's {@code export_saved_model} wrote is served, too. */
class PythonSavedModelTest {

  @ParameterizedTest
  @ValueSource(strings = {"float32", "float64"})
  void servesFeaturesAsPythonDoes(String type) throws IOException {
    List<float[]> features = new ArrayList<>();
    for (Iterator<Batch> batches = PythonFiles.testBatches().from(0); batches.hasNext(); ) {
      Batch batch = batches.next();
      float[] x = batch.features().get("x");
      for (int i = 0; i < batch.size(); i++) {
        features.add(Arrays.copyOfRange(x, i * 784, (i + 1) * 784));
      }
    }
    try (var classifier = SavedModelClassifier.load(PythonFiles.folder("saved_model_" + type))) {
      List<Classification> found = classifier.classifyFeatures(features);
      PythonFiles.said(type)
          .assertSaidOf(
              found.stream().map(Classification::classId).toList(),
              found.stream().map(Classification::probabilities).toList());
    }
  }
}
