package io.github.tfestimator.server;

import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import java.util.HashMap;
import java.util.Map;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;

/** The signatures that take serialized examples: those to classify and to regress. */
final class ExampleSignatures {
  private static final String CLASSIFY = "tensorflow/serving/classify";
  private static final String REGRESS = "tensorflow/serving/regress";

  private ExampleSignatures() {}

  /**
   * Classes of examples, of which one of the two may be missing.
   *
   * @param labels of [examples, classes], or null
   * @param scores of [examples, classes], or null
   */
  record Classes(NdArray<?> labels, NdArray<?> scores) {}

  /** Tells whether a signature is one to classify or to regress. */
  static boolean takesExamples(SignatureDef signature) {
    return signature.getMethodName().equals(CLASSIFY) || signature.getMethodName().equals(REGRESS);
  }

  /**
   * Classifies examples.
   *
   * @param key of a signature
   * @throws ApiException if the signature is missing or not one to classify, or the model fails
   */
  static Classes classify(ServedVersion version, String key, byte[][] examples) {
    Map<String, NdArray<?>> outputs = outputs(version, key, CLASSIFY, examples);
    NdArray<?> classes = checked(key, outputs, "classes", DataType.DT_STRING, examples.length, 2);
    NdArray<?> scores = checked(key, outputs, "scores", DataType.DT_FLOAT, examples.length, 2);
    if (classes == null && scores == null) {
      throw ApiException.invalid("The signature %s has neither classes nor scores", key);
    }
    if (classes != null && scores != null && !classes.shape().equals(scores.shape())) {
      throw ApiException.invalid(
          "The signature %s has classes of %s, but scores of %s",
          key, classes.shape(), scores.shape());
    }
    return new Classes(classes, scores);
  }

  /**
   * Regresses examples.
   *
   * @param key of a signature
   * @return a float for each example
   * @throws ApiException if the signature is missing or not one to regress, or the model fails
   */
  static NdArray<?> regress(ServedVersion version, String key, byte[][] examples) {
    Map<String, NdArray<?>> outputs = outputs(version, key, REGRESS, examples);
    int rank = outputs.containsKey("outputs") ? outputs.get("outputs").rank() : 1;
    NdArray<?> values =
        checked(key, outputs, "outputs", DataType.DT_FLOAT, examples.length, Math.max(rank, 1));
    if (values == null || values.size() != examples.length) {
      throw ApiException.invalid("The signature %s has no output with a float an example", key);
    }
    return values;
  }

  private static Map<String, NdArray<?>> outputs(
      ServedVersion version, String key, String method, byte[][] examples) {
    SignatureDef signature = version.signature(key);
    if (!signature.getMethodName().equals(method)) {
      throw ApiException.invalid(
          "The signature %s has the method %s, but must have %s",
          key, signature.getMethodName(), method);
    }
    if (!types(signature).equals(Map.of("inputs", DataType.DT_STRING))) {
      throw ApiException.invalid(
          "The signature %s takes %s, but must take the strings \"inputs\"", key, types(signature));
    }
    NdArray<?> inputs = JavaArrays.wrap(examples, Shape.of(examples.length));
    return version.predict(key, Map.of("inputs", inputs));
  }

  /** Returns the types of a signature's inputs by name. */
  static Map<String, DataType> types(SignatureDef signature) {
    Map<String, DataType> types = new HashMap<>();
    signature.getInputsMap().forEach((name, input) -> types.put(name, input.getDtype()));
    return types;
  }

  /** Returns an output, or null if the signature has none of this name. */
  private static NdArray<?> checked(
      String key,
      Map<String, NdArray<?>> outputs,
      String name,
      DataType type,
      int examples,
      int rank) {
    NdArray<?> output = outputs.get(name);
    if (output != null
        && (output.rank() != rank
            || output.shape().get(0) != examples
            || TensorSpec.dtypeOf(output) != type)) {
      throw ApiException.invalid(
          "The signature %s has an output %s of %s, but must have %s for each of %d examples",
          key, name, output.shape(), type, examples);
    }
    return output;
  }
}
