package io.github.tfestimator.server;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;

/**
 * A model to serve.
 *
 * @param name what requests call it
 * @param basePath a folder of versions, which are SavedModels named by integers
 * @param policy which of the versions are served
 * @param labels names of versions, such as {@code stable}
 */
public record ModelConfig(
    String name, Path basePath, VersionPolicy policy, Map<String, Long> labels) {
  /** Checks the values. */
  public ModelConfig {
    Objects.requireNonNull(basePath, "The basePath is null, but must be a folder of versions");
    Objects.requireNonNull(policy, "The policy is null, but must choose versions");
    labels = Map.copyOf(labels);
    if (name.isEmpty() || !name.matches("[^/:]+")) {
      throw new IllegalArgumentException(
          "name (%s) must be text without slashes and colons, as it is a part of paths"
              .formatted(name));
    }
  }

  /**
   * Returns a model whose highest version is served.
   *
   * @param name what requests call it
   * @param basePath a folder of versions, which are SavedModels named by integers
   * @return the configuration
   */
  public static ModelConfig of(String name, Path basePath) {
    return new ModelConfig(name, basePath, new VersionPolicy.Latest(1), Map.of());
  }
}
