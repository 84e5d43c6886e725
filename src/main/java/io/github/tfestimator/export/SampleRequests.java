package io.github.tfestimator.export;

import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.serving.WarmupRequest;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.proto.TensorProto;

/** One request for each signature: the export is checked and servers are warmed with them. */
final class SampleRequests {
  private SampleRequests() {}

  /**
   * The requests, in the order of the signatures.
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
        .forEach(
            (name, fed) ->
                inputs.put(name, SampleTensors.standIn(signature.key(), name, fed.asOutput())));
    return inputs;
  }
}
