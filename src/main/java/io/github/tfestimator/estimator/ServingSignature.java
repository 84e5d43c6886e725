package io.github.tfestimator.estimator;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.TensorProto;

/**
 * One way to call an exported model. Start with {@link #predict} or {@link #classify}.
 *
 * @param key what it is called, such as {@code serving_default}
 * @param method what TensorFlow Serving looks for, such as {@code tensorflow/serving/predict}
 * @param description for the reader of the model card: what the inputs must be; may be empty
 * @param inputs by name, what a request is fed to
 * @param sample a request, by name of the input: the export is checked and a server warmed with it.
 *     Empty if made-up numbers will do; strings can't be made up
 * @param outputs what is answered
 */
public record ServingSignature(
    String key,
    String method,
    String description,
    SortedMap<String, Operand<?>> inputs,
    SortedMap<String, TensorProto> sample,
    Outputs outputs) {

  /** The signature that is taken if a request names none. */
  public static final String DEFAULT = "serving_default";

  /** Makes a signature's outputs. */
  @FunctionalInterface
  public interface Outputs {
    /**
     * Selects or computes the outputs of a signature.
     *
     * @param tf the graph
     * @param predictions the model function's predictions, by name
     * @return the signature's outputs, by name
     */
    SortedMap<String, Operand<?>> of(Ops tf, SortedMap<String, Operand<?>> predictions);
  }

  /** Checks that a sample, if there is one, is a whole request. */
  public ServingSignature {
    if (!sample.isEmpty() && !sample.keySet().equals(inputs.keySet())) {
      throw new IllegalArgumentException(
          "the sample of the signature %s has the inputs %s, but must have %s"
              .formatted(key, sample.keySet(), inputs.keySet()));
    }
  }

  /**
   * A signature of TensorFlow Serving's predict API, which answers all that the model predicts:
   * {@code PredictOutput}.
   *
   * @param key what it is called
   * @param input the name of its input
   * @param fed what a request is fed to
   * @return the signature
   */
  public static ServingSignature predict(String key, String input, Operand<?> fed) {
    return predict(key, Map.of(input, fed));
  }

  /**
   * The same with several inputs.
   *
   * @param key what it is called
   * @param inputs by name, what a request is fed to
   * @return the signature
   */
  public static ServingSignature predict(String key, Map<String, ? extends Operand<?>> inputs) {
    return new ServingSignature(
        key,
        "tensorflow/serving/predict",
        "",
        new TreeMap<>(inputs),
        new TreeMap<>(),
        (tf, predictions) -> predictions);
  }

  /**
   * A signature of TensorFlow Serving's classify API, as its {@code classifier.cc} wants it.
   *
   * @param key what it is called
   * @param examples what serialized {@code tf.Example}s are fed to, strings of [-1]
   * @param outputs makes {@code classes}, strings of [-1, k], and {@code scores}, floats of [-1, k]
   * @return the signature
   */
  public static ServingSignature classify(String key, Operand<?> examples, Outputs outputs) {
    return new ServingSignature(
        key,
        "tensorflow/serving/classify",
        "",
        new TreeMap<>(Map.of("inputs", examples)),
        new TreeMap<>(),
        outputs);
  }

  /**
   * Returns a signature that answers tensors of the inputs' graph, too, such as a decoded image.
   *
   * @param extra further outputs by name
   * @return the changed signature
   */
  public ServingSignature answering(Map<String, ? extends Operand<?>> extra) {
    return new ServingSignature(
        key,
        method,
        description,
        inputs,
        sample,
        (tf, predictions) -> {
          SortedMap<String, Operand<?>> all = new TreeMap<>(outputs.of(tf, predictions));
          all.putAll(extra);
          return all;
        });
  }

  /**
   * Returns a signature with another description.
   *
   * @param text the requirements on the inputs
   * @return the changed signature
   */
  public ServingSignature describedAs(String text) {
    return new ServingSignature(key, method, text, inputs, sample, outputs);
  }

  /**
   * Returns a signature with a sample request.
   *
   * @param request a request, by name of the input
   * @return the changed signature
   * @throws IllegalArgumentException if the request's inputs aren't the signature's inputs
   */
  public ServingSignature withSample(Map<String, TensorProto> request) {
    return new ServingSignature(key, method, description, inputs, new TreeMap<>(request), outputs);
  }
}
