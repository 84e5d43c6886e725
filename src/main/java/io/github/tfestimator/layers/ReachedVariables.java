package io.github.tfestimator.layers;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.core.Identity;
import org.tensorflow.op.core.OneHot;
import org.tensorflow.op.core.ReadVariableOp;
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
   * @return the reached variables, in their order, each with the reads by which the loss depends on
   *     it: its own, those that the model function added, or both
   * @throws IllegalArgumentException if no variable was reached, or one was by an op that reads
   *     variables but has no gradient
   */
  static Map<Variable<TFloat32>, List<Output<TFloat32>>> of(
      Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    Map<String, List<GraphOperation>> readers = readers(loss.asOutput());
    Map<Variable<TFloat32>, List<Output<TFloat32>>> reached = new LinkedHashMap<>();
    for (Variable<TFloat32> variable : variables) {
      List<GraphOperation> reads = readers.getOrDefault(variable.name(), List.of());
      reads.forEach(read -> requireDifferentiable(variable, read));
      if (!reads.isEmpty()) {
        reached.put(variable, reads.stream().map(read -> read.<TFloat32>output(0)).toList());
      }
    }
    if (reached.isEmpty()) {
      throw new IllegalArgumentException(
          "No gradients provided for any variable: the loss %s depends on none of %s. Compute it from "
                  .formatted(loss.op().name(), variables.stream().map(Variable::name).toList())
              + "them by differentiable ops.");
    }
    return reached;
  }

  private static void requireDifferentiable(Variable<?> variable, GraphOperation read) {
    if (!read.type().equals(ReadVariableOp.OP_NAME)) {
      throw new IllegalArgumentException(
          "The loss reads the variable %s by the op %s (%s), which no gradient passes: read it by Variable.value(), or put stopGradient behind the op."
              .formatted(variable.name(), read.type(), read.name()));
    }
  }

  /** The ops that read a variable and that a gradient gets to, by the variable's name. */
  private static Map<String, List<GraphOperation>> readers(Output<?> loss) {
    Map<String, List<GraphOperation>> readers = new HashMap<>();
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
          } else if (input.dataType() == DataType.DT_RESOURCE) {
            readers.computeIfAbsent(handle(input), name -> new ArrayList<>()).add(op);
          }
        }
      }
    }
    return readers;
  }

  /** The name of the op that makes a resource, which is the variable's name if it is one. */
  private static String handle(Output<?> resource) {
    GraphOperation op = (GraphOperation) resource.op();
    while (op.type().equals(Identity.OP_NAME)) {
      op = (GraphOperation) op.input(0).op();
    }
    return op.name();
  }
}
