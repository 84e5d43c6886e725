package io.github.tfestimator.hooks;

import org.tensorflow.Tensor;

/** Copies a float tensor's values. */
final class Floats {
  private Floats() {}

  static float[] of(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }
}
