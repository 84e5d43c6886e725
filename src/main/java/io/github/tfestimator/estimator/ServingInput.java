package io.github.tfestimator.estimator;

import java.util.List;

/**
 * The inputs of an exported model: {@code ServingInputReceiver}.
 *
 * @param features the features for the model function
 * @param signatures the signatures of the model
 */
public record ServingInput(Features features, List<ServingSignature> signatures) {
  /**
   * Copies the list.
   *
   * @throws IllegalArgumentException if two signatures have the same key, or there are none
   */
  public ServingInput {
    signatures = List.copyOf(signatures);
    List<String> keys = signatures.stream().map(ServingSignature::key).toList();
    if (keys.isEmpty() || keys.size() > keys.stream().distinct().count()) {
      throw new IllegalArgumentException(
          "signatures (%s) must be one or more, each of its own key".formatted(keys));
    }
  }
}
