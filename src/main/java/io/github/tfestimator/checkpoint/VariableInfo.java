package io.github.tfestimator.checkpoint;

import java.util.List;

/**
 * A variable in a checkpoint.
 *
 * @param name such as {@code conv2d/kernel}
 * @param dtype TensorFlow's name of the type, such as {@code float32}
 * @param shape the dimensions; empty for a scalar
 * @param sha256 of the values' little-endian bytes, in hexadecimal
 */
public record VariableInfo(String name, String dtype, List<Long> shape, String sha256) {}
