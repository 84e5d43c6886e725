package io.github.tfestimator.layers;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.core.OneHot;
import org.tensorflow.op.core.StopGradient;
import org.tensorflow.op.core.ZerosLike;
import org.tensorflow.op.math.Floor;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TFloat32;

/**
 * The variables that a loss has a gradient with respect to. TensorFlow's C++, asked for another
 * gradient, fails or even spoils the graph; Python answers {@code None}.
 */
final class ReachedVariables {
  /** The ops that C++ lets no gradient through, though they take and give floats. */
  private static final Set<String> STOPS =
      Set.of(StopGradient.OP_NAME, ZerosLike.OP_NAME, OneHot.OP_NAME, Floor.OP_NAME);

  private static final Set<DataType> DIFFERENTIABLE =
      Set.of(
          DataType.DT_FLOAT,
          DataType.DT_DOUBLE,
          DataType.DT_HALF,
          DataType.DT_BFLOAT16,
          DataType.DT_COMPLEX64,
          DataType.DT_COMPLEX128);

  private ReachedVariables() {}

  /**
   * Walks from the loss back to the variables.
   *
   * @return the reached variables, in their order
   * @throws IllegalArgumentException if no variable was reached
   */
  static List<Variable<TFloat32>> of(Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    Set<String> walked = walk(loss.asOutput());
    var reached = variables.stream().filter(v -> walked.contains(read(v))).toList();
    if (reached.isEmpty()) {
      throw new IllegalArgumentException(
          "No gradients provided for any variable: the loss %s depends on none of %s. Compute it from "
                  .formatted(loss.op().name(), variables.stream().map(Variable::name).toList())
              + "them by differentiable ops.");
    }
    return reached;
  }

  /** Names of all ops that a gradient gets to. */
  private static Set<String> walk(Output<?> loss) {
    Set<String> walked = new HashSet<>();
    Deque<GraphOperation> ahead = new ArrayDeque<>();
    ahead.add((GraphOperation) loss.op());
    while (!ahead.isEmpty()) {
      GraphOperation op = ahead.remove();
      if (walked.add(op.name()) && !STOPS.contains(op.type())) {
        for (int i = 0; i < op.numInputs(); i++) {
          Output<?> input = op.input(i);
          if (DIFFERENTIABLE.contains(input.dataType())) {
            ahead.add((GraphOperation) input.op());
          }
        }
      }
    }
    return walked;
  }

  private static String read(Variable<?> variable) {
    return variable.value().op().name();
  }
}
