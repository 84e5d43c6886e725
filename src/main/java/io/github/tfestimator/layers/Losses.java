package io.github.tfestimator.layers;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** {@code tf.losses} of TensorFlow 1.x. */
public final class Losses {
  private Losses() {}

  /**
   * {@code tf.losses.sparse_softmax_cross_entropy} with unit weights: the mean over the batch of
   * {@code -log(softmax(logits)[label])}.
   *
   * <p>It is built of the op {@code SparseSoftmaxCrossEntropyWithLogits}, for which TensorFlow Java
   * has no gradient; {@link GradientDescentOptimizer} supplies it.
   *
   * @param tf the graph
   * @param labels [batch], from 0 to classes - 1; another value fails the step
   * @param logits [batch, classes]
   * @return a scalar
   */
  public static Operand<TFloat32> sparseSoftmaxCrossEntropy(
      Ops tf, Operand<TInt32> labels, Operand<TFloat32> logits) {
    var scope = tf.withSubScope("sparse_softmax_cross_entropy_loss");
    var perExample = scope.nn.sparseSoftmaxCrossEntropyWithLogits(logits, labels).loss();
    return scope.withName("value").math.mean(perExample, scope.constant(0));
  }
}
