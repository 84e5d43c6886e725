package io.github.tfestimator.layers;

import io.github.tfestimator.distribute.ReplicaMean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The gradients of a loss with respect to variables, summed over the reads of each, and the mean
 * over all replicas.
 */
final class VariableGradients {
  private VariableGradients() {}

  /** Adds the gradients. All of them wait for the loss, and so for all reads that it depends on. */
  static List<GradientAndVariable> of(
      Ops tf, Operand<TFloat32> loss, List<Variable<TFloat32>> variables) {
    Objects.requireNonNull(loss, "loss");
    Map<Variable<TFloat32>, List<Output<TFloat32>>> reached = ReachedVariables.of(loss, variables);
    List<Output<TFloat32>> reads = reached.values().stream().flatMap(List::stream).toList();
    Optional<LossScale> scale = LossScale.of(tf);
    var scaled = scale.map(s -> s.scaled(tf, loss)).orElse(loss);
    var gradients = SparseSoftmaxGradient.of(tf, scaled, reads).iterator();
    List<Operand<TFloat32>> sums = new ArrayList<>();
    reached
        .values()
        .forEach(
            variableReads -> {
              List<Operand<TFloat32>> parts = new ArrayList<>();
              variableReads.forEach(read -> parts.add(gradients.next()));
              sums.add(parts.size() == 1 ? parts.get(0) : tf.math.addN(parts));
            });
    // Here, so that whoever clips gradients clips the mean.
    List<Operand<TFloat32>> ofReplicas = ReplicaMean.of(tf, sums);
    var means = scale.map(s -> s.unscaled(tf, ofReplicas)).orElse(ofReplicas).iterator();
    return reached.keySet().stream()
        .map(variable -> new GradientAndVariable(means.next(), variable))
        .toList();
  }
}
