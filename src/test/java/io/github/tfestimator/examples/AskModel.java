// The code of docs/serving.md, to be run by hand with a model of such inputs.
package io.github.tfestimator.examples;

import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.StdArrays;

final class AskModel {
  private AskModel() {}

  public static void main(String[] args) {
    // A SavedModel, or a folder of versions named by integers, of which the highest is loaded.
    try (var model = SavedModelPredictor.load(Path.of("/models/prices"))) {
      Map<String, Object> rows =
          Map.of("a", new float[][] {{0.5f, 1, 0, 1}}, "b", new int[][] {{1, 2, 3}});
      var answers = model.predict(rows);
      var price = (FloatNdArray) answers.get("price"); // [rows, 1]
      float[][] prices = StdArrays.array2dCopyOf(price);
      System.out.println(prices[0][0]);
    }
  }
}
