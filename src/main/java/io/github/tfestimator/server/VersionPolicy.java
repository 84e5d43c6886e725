package io.github.tfestimator.server;

import java.util.Set;

/** A choice of the versions of a model that are served, as TensorFlow Serving's. */
public sealed interface VersionPolicy {
  /**
   * The highest versions.
   *
   * @param count how many
   */
  record Latest(int count) implements VersionPolicy {
    /** Checks the count. */
    public Latest {
      if (count < 1) {
        throw new IllegalArgumentException("count (" + count + ") must be 1 or more versions");
      }
    }
  }

  /** All versions. */
  record All() implements VersionPolicy {}

  /**
   * Some versions.
   *
   * @param versions their numbers
   */
  record Specific(Set<Long> versions) implements VersionPolicy {
    /** Checks and copies the numbers. */
    public Specific {
      versions = Set.copyOf(versions);
      if (versions.isEmpty()) {
        throw new IllegalArgumentException("versions must be one number or more");
      }
    }
  }
}
