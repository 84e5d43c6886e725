package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.TensorFlow;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.op.nn.SparseSoftmaxCrossEntropyWithLogits;
import org.tensorflow.types.TFloat32;

/**
 * Gradients of losses that contain {@code SparseSoftmaxCrossEntropyWithLogits}, whose gradient
 * TensorFlow Java lacks: with respect to the logits it is the op's own second output, {@code
 * softmax(logits) - onehot(label)}, times the gradient of the example's loss.
 */
final class SparseSoftmaxGradient {
  private static final String OP = SparseSoftmaxCrossEntropyWithLogits.OP_NAME;

  /** True if TensorFlow has the gradient, which can't be registered on Windows. */
  private static final boolean REGISTERED = isRegistered();

  private SparseSoftmaxGradient() {}

  /**
   * Registers the gradient with TensorFlow, for the whole process. Called where the op is built, so
   * that any code can differentiate it. It happens once, when this class is initialized.
   */
  static void register() {
    // Calling it initializes the class.
  }

  private static boolean isRegistered() {
    try {
      TensorFlow.registerCustomGradient(
          OP, (tf, op, upstream) -> List.of(ofLogits(tf, op, upstream.get(0)), ofLabels(tf, op)));
      return true;
    } catch (UnsupportedOperationException windows) {
      return false;
    }
  }

  /** Gradients of a scalar loss, in the order of the variables. */
  static List<Output<TFloat32>> of(
      Ops tf, Operand<TFloat32> loss, List<Output<TFloat32>> variables) {
    return REGISTERED ? inOneWalk(tf, loss, variables) : inTwoWalks(tf, loss, variables);
  }

  static List<Output<TFloat32>> inOneWalk(
      Ops tf, Operand<TFloat32> loss, List<Output<TFloat32>> variables) {
    return floats(Gradients.create(tf.scope(), loss, variables));
  }

  /**
   * The way for Windows: from the loss back to the sparse op, then from its logits back to the
   * variables. A loss that depends on the variables by another way too, as one with a penalty on
   * the weights, can't be differentiated so, and TensorFlow says "No gradient defined".
   */
  static List<Output<TFloat32>> inTwoWalks(
      Ops tf, Operand<TFloat32> loss, List<Output<TFloat32>> variables) {
    GraphOperation sparse = onlySparseSoftmax((Graph) tf.scope().env());
    Output<?> upstream = Gradients.create(tf.scope(), loss, List.of(sparse.output(0))).dy(0);
    var seed = Gradients.dx(List.of(ofLogits(tf, sparse, upstream)));
    return floats(Gradients.create(tf.scope(), sparse.input(0), variables, seed));
  }

  private static Operand<TFloat32> ofLogits(Ops tf, GraphOperation sparse, Output<?> upstream) {
    Output<TFloat32> perExample = upstream.expect(TFloat32.class);
    return tf.math.mul(tf.expandDims(perExample, tf.constant(-1)), sparse.<TFloat32>output(1));
  }

  /** Labels have no gradient, but TensorFlow Java takes no "none" for an answer. */
  private static Operand<?> ofLabels(Ops tf, GraphOperation sparse) {
    return tf.zerosLike(sparse.input(1));
  }

  private static List<Output<TFloat32>> floats(Gradients gradients) {
    return gradients.dy().stream().map(dy -> dy.expect(TFloat32.class)).toList();
  }

  private static GraphOperation onlySparseSoftmax(Graph graph) {
    List<GraphOperation> result = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(OP)) {
                result.add(op);
              }
            });
    if (result.size() != 1) {
      throw new IllegalStateException(
          "On this platform a graph is trained with exactly one sparse softmax cross-entropy, but "
              + "this one has "
              + result.size());
    }
    return result.get(0);
  }
}
