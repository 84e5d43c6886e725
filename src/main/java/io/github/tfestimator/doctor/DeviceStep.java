package io.github.tfestimator.doctor;

import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.savedmodel.Unoptimized;
import java.util.List;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** A convolution and a matrix product on a device, as of a small step, with a known answer. */
final class DeviceStep {
  private static final int SIDE = 8;
  private static final int FILTERS = 16;

  private DeviceStep() {}

  /**
   * Runs the step.
   *
   * @param device the short name, such as {@code GPU:0}
   * @throws IllegalStateException if the answer is wrong; otherwise TensorFlow's exceptions
   */
  static void run(String device) {
    String[] parts = device.split(":");
    var spec =
        DeviceSpec.newBuilder()
            .deviceType(DeviceSpec.DeviceType.valueOf(parts[0]))
            .deviceIndex(Integer.parseInt(parts[1]))
            .build();
    try (var graph = new Graph();
        var session =
            new Session(
                graph,
                // Optimized, constants would be folded on the CPU, and the device see none of it.
                Unoptimized.of(
                    SessionConfig.defaults()
                        .withSoftPlacement(false)
                        .withGpuMemoryGrowth()
                        .forNewSession()))) {
      Ops tf = Ops.create(graph).withDevice(spec);
      Operand<TFloat32> images = ones(tf, 2, SIDE, SIDE, 1);
      Operand<TFloat32> maps =
          tf.nn.conv2d(images, ones(tf, 3, 3, 1, FILTERS), List.of(1L, 1L, 1L, 1L), "VALID");
      long size = (long) (SIDE - 2) * (SIDE - 2) * FILTERS;
      Operand<TFloat32> rows = tf.reshape(maps, tf.array(2L, size));
      Operand<TFloat32> answer = tf.linalg.matMul(rows, ones(tf, size, 1));
      try (Result result = session.runner().fetch(answer).run()) {
        float value = ((TFloat32) result.get(0)).getFloat(0, 0);
        if (value != 9f * size) {
          throw new IllegalStateException(
              "a sum of ones is %s, not %s".formatted(value, 9f * size));
        }
      }
    }
  }

  private static Operand<TFloat32> ones(Ops tf, long... shape) {
    return tf.fill(tf.constant(Shape.of(shape).asArray()), tf.constant(1f));
  }
}
