package io.github.tfestimator.estimator;

import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import io.github.tfestimator.savedmodel.SampleTensors;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
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
    SortedMap<String, TensorSpec> copy = new TreeMap<>(features);
    return tf -> {
      var placeholders = Inputs.placeholders(tf, copy);
      return new ServingInput(
          Features.of(placeholders),
          List.of(
              ServingSignature.predict(ServingSignature.DEFAULT, placeholders)
                  .withSample(zeros(copy))));
    };
  }

  private static Map<String, TensorProto> zeros(SortedMap<String, TensorSpec> features) {
    SortedMap<String, TensorProto> zeros = new TreeMap<>();
    features.forEach(
        (name, spec) -> {
          long[] shape = spec.shape().prepend(1).asArray();
          for (int i = 0; i < shape.length; i++) {
            shape[i] = Math.max(1, shape[i]);
          }
          zeros.put(
              name,
              spec.dtype() == DataType.DT_STRING
                  ? SampleTensors.emptyStrings(shape)
                  : SampleTensors.zeros(spec.dtype(), shape));
        });
    return zeros;
  }
}
