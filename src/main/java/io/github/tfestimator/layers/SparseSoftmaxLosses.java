package io.github.tfestimator.layers;

import java.util.List;
import org.tensorflow.DeviceSpec;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.family.TNumber;

/**
 * Of each row of logits {@code -log(softmax(logits)[label])}, with labels that are checked: the op
 * {@code SparseSoftmaxCrossEntropyWithLogits} refuses others on CPUs only, and answers NaN on GPUs.
 */
final class SparseSoftmaxLosses {
  /** Labels come from the host, so checking them there makes no GPU wait. */
  private static final DeviceSpec HOST =
      DeviceSpec.newBuilder().deviceType(DeviceSpec.DeviceType.CPU).deviceIndex(0).build();

  private SparseSoftmaxLosses() {}

  /**
   * Adds the losses.
   *
   * @param scope the scope of the loss
   * @param labels int32 or int64 [rows]
   * @param logits [rows, classes]
   * @return [rows]
   */
  static <T extends TNumber> Operand<TFloat32> of(
      Ops scope, Operand<T> labels, Operand<TFloat32> logits) {
    int classes = Math.toIntExact(logits.shape().get(1));
    Operand<T> checked = checked(scope, labels, classes);
    if (DeterministicOps.areRequired(scope)) {
      return deterministic(scope, checked, logits, classes);
    }
    SparseSoftmaxGradient.register();
    return scope.nn.sparseSoftmaxCrossEntropyWithLogits(logits, checked).loss();
  }

  private static <T extends TNumber> Operand<T> checked(Ops scope, Operand<T> labels, int classes) {
    Ops host = scope.withSubScope("check_labels").withDevice(HOST);
    var all = host.array(0);
    Operand<T> least = host.min(labels, all);
    Operand<T> greatest = host.max(labels, all);
    Operand<T> limit = host.dtypes.cast(host.constant(classes), labels.type());
    Operand<TBool> fit =
        host.math.logicalAnd(
            host.math.greaterEqual(least, host.zerosLike(least)), host.math.less(greatest, limit));
    var check =
        host.assertThat(
            fit,
            List.of(
                host.constant(
                    "Labels must be 0 to %d; the smallest and the largest are"
                        .formatted(classes - 1)),
                least,
                greatest));
    return host.withControlDependencies(check).identity(labels);
  }

  /**
   * Picks the log-probabilities as Python does where ops must be deterministic, but by a mask and a
   * sum in place of a gather: its gradient is deterministic without an op of its own, and a sum of
   * zeros and one number is that number.
   */
  private static <T extends TNumber> Operand<TFloat32> deterministic(
      Ops scope, Operand<T> labels, Operand<TFloat32> logits, int classes) {
    Operand<TInt32> classNumbers =
        scope.range(scope.constant(0), scope.constant(classes), scope.constant(1));
    Operand<TBool> isLabel =
        scope.math.equal(
            scope.expandDims(scope.dtypes.cast(labels, TInt32.class), scope.constant(1)),
            classNumbers);
    var logProbabilities = scope.nn.logSoftmax(logits);
    // By selection: 0 times an infinite logarithm would be NaN.
    var picked = scope.select(isLabel, logProbabilities, scope.zerosLike(logProbabilities));
    return scope.math.neg(scope.reduceSum(picked, scope.constant(1)));
  }
}
