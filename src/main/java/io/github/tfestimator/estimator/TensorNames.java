package io.github.tfestimator.estimator;

/** Names of tensors: {@code op:output}, or {@code op} alone for its first output. */
final class TensorNames {
  private TensorNames() {}

  static String canonical(String name) {
    return name.contains(":") ? name : name + ":0";
  }

  static String operation(String name) {
    return canonical(name).substring(0, canonical(name).lastIndexOf(':'));
  }
}
