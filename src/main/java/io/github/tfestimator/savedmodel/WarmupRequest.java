package io.github.tfestimator.savedmodel;

import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/**
 * A request that a service sends to a model before its first client does.
 *
 * @param signature its key, such as {@code serving_default}
 * @param method by which of TensorFlow Serving's APIs: {@link #PREDICT} or {@link #CLASSIFY}
 * @param inputs by name
 */
public record WarmupRequest(
    String signature, String method, SortedMap<String, TensorProto> inputs) {
  /** The method of TensorFlow Serving's predict API. */
  public static final String PREDICT = "tensorflow/serving/predict";

  /** The method of its classify API, whose one input, {@code inputs}, are serialized Examples. */
  public static final String CLASSIFY = "tensorflow/serving/classify";

  /** TensorFlow Serving's name of the classify API's input. */
  static final String EXAMPLES = "inputs";

  /**
   * Copies the inputs.
   *
   * @throws IllegalArgumentException if the method is another, or the inputs don't suit it
   */
  public WarmupRequest {
    inputs = new TreeMap<>(inputs);
    if (!method.equals(PREDICT) && !method.equals(CLASSIFY)) {
      throw new IllegalArgumentException(
          "method (%s) must be %s or %s".formatted(method, PREDICT, CLASSIFY));
    }
    if (method.equals(CLASSIFY) && !areExamples(inputs)) {
      throw new IllegalArgumentException(
          "inputs (%s) of the signature %s must be %s alone, a vector of strings, for TensorFlow Serving to classify them"
              .formatted(inputs.keySet(), signature, EXAMPLES));
    }
  }

  private static boolean areExamples(SortedMap<String, TensorProto> inputs) {
    TensorProto examples = inputs.get(EXAMPLES);
    return examples != null
        && inputs.size() == 1
        && examples.getDtype() == DataType.DT_STRING
        && examples.getTensorShape().getDimCount() == 1
        && examples.getTensorShape().getDim(0).getSize() == examples.getStringValCount();
  }

  /**
   * Sends the request.
   *
   * @param model a SavedModel
   * @return the outputs by name, to be closed by the caller
   * @throws RuntimeException if the model has no such signature or input, or refuses what it gets:
   *     an IllegalArgumentException, an UnsupportedOperationException or a TensorFlowException, as
   *     TensorFlow has it
   */
  public Result run(SavedModelBundle model) {
    try (var tensors = RequestTensors.of(inputs)) {
      return model.function(signature).call(tensors.byName());
    }
  }
}
