package io.github.tfestimator.estimator;

import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.savedmodel.SampleTensors;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.TensorProto;

/** The inputs of an exported model: {@code serving_input_receiver_fn}. */
@FunctionalInterface
public interface ServingInputFn {

  /**
   * Adds placeholders, and the ops that make features of them, to a new graph.
   *
   * @param tf the graph
   * @return the features, and the inputs of each signature
   */
  ServingInput apply(Ops tf);

  /**
   * Returns inputs that are the features as they are: {@code
   * build_raw_serving_input_receiver_fn(features)}. The one signature, {@value
   * ServingSignature#DEFAULT}, takes each feature by its name, [-1, ...], and answers all
   * predictions. A server is warmed with one example of zeros, and of empty strings.
   *
   * @param features type and shape of one example's features, such as {@link InputFn#features()}
   * @return the inputs
   */
  static ServingInputFn raw(SortedMap<String, TensorSpec> features) {
    SortedMap<String, TensorProto> zeros = new TreeMap<>();
    features.forEach(
        (name, spec) ->
            zeros.put(name, SampleTensors.zeros(spec.dtype(), spec.shape().prepend(1))));
    return rawWarmedWith(features, zeros);
  }

  /**
   * The same with a sample, for a model that refuses zeros or empty strings, such as one that
   * parses its strings.
   *
   * @param features type and shape of one example's features
   * @param sample one or more examples of each feature, as {@link
   *     io.github.tfestimator.input.JavaArrays#toNdArray} takes them, such as {@code new String[]
   *     {"[1, 2]"}}
   * @return the inputs
   * @throws IllegalArgumentException if the sample lacks a feature, or has another, or one of
   *     another type
   */
  static ServingInputFn raw(SortedMap<String, TensorSpec> features, Map<String, ?> sample) {
    SortedMap<String, TensorProto> tensors = new TreeMap<>();
    sample.forEach(
        (name, value) -> {
          if (!features.containsKey(name)) {
            throw new IllegalArgumentException(
                "The sample has \"%s\", but the features are %s"
                    .formatted(name, features.keySet()));
          }
          tensors.put(name, SampleTensors.of(features.get(name).dtype(), value));
        });
    return rawWarmedWith(features, tensors);
  }

  private static ServingInputFn rawWarmedWith(
      SortedMap<String, TensorSpec> features, SortedMap<String, TensorProto> sample) {
    SortedMap<String, TensorSpec> copy = new TreeMap<>(features);
    return tf -> {
      var placeholders = Inputs.placeholders(tf, copy);
      return new ServingInput(
          Features.of(placeholders),
          List.of(
              ServingSignature.predict(ServingSignature.DEFAULT, placeholders).withSample(sample)));
    };
  }
}
