package io.github.tfestimator.estimator;

import java.util.List;

/**
 * What an exported model is fed with: {@code ServingInputReceiver}.
 *
 * @param features what the model function gets
 * @param signatures the ways to call the model
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
