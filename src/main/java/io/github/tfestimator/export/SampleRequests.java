package io.github.tfestimator.export;

import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.savedmodel.SampleTensors;
import io.github.tfestimator.savedmodel.WarmupRequest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Output;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;

/** One request for each signature: the export is checked and servers are warmed with them. */
final class SampleRequests {
  private SampleRequests() {}

  /**
   * Returns the requests, in the order of the signatures.
   *
   * @throws IllegalArgumentException if a signature lacks a sample and none can be made up
   */
  static List<WarmupRequest> of(List<ServingSignature> signatures) {
    return signatures.stream().map(SampleRequests::of).toList();
  }

  private static WarmupRequest of(ServingSignature signature) {
    // TensorFlow Serving's predict API calls signatures of any method.
    String method =
        signature.method().equals(WarmupRequest.CLASSIFY)
            ? WarmupRequest.CLASSIFY
            : WarmupRequest.PREDICT;
    return new WarmupRequest(signature.key(), method, inputs(signature));
  }

  private static SortedMap<String, TensorProto> inputs(ServingSignature signature) {
    if (!signature.sample().isEmpty()) {
      return signature.sample();
    }
    SortedMap<String, TensorProto> inputs = new TreeMap<>();
    signature
        .inputs()
        .forEach((name, fed) -> inputs.put(name, standIn(signature.key(), name, fed.asOutput())));
    return inputs;
  }

  /**
   * Makes up a value for an input of which only type and shape are known. Floats rise from 0 to
   * below 1, as zeros would hide the kernels that they are multiplied with. All other types are
   * zeros, as integers may be indices.
   */
  private static TensorProto standIn(String signature, String input, Output<?> fed) {
    if (fed.dataType() == DataType.DT_STRING || fed.shape().isUnknown()) {
      throw new IllegalArgumentException(
          "The signature %s needs a sample: the input %s (%s %s) can't be made up. Give it one by withSample."
              .formatted(signature, input, fed.dataType(), fed.shape()));
    }
    return fed.dataType() == DataType.DT_FLOAT
        ? SampleTensors.risingFloats(fed.shape())
        : SampleTensors.zeros(fed.dataType(), fed.shape());
  }
}
