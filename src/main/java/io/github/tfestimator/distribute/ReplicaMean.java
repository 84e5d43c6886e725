package io.github.tfestimator.distribute;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The mean of a value over all replicas of a training: of this worker's devices, and in synchronous
 * training of all workers. Sums go in the order of the devices, so equal inputs give equal bits.
 */
public final class ReplicaMean {
  private ReplicaMean() {}

  /**
   * Adds the means.
   *
   * @param tf the graph
   * @param values of the first replica; any shape, the same in each replica
   * @return the means, in the same order; the values themselves if the graph is of one device
   */
  public static List<Operand<TFloat32>> of(Ops tf, List<? extends Operand<TFloat32>> values) {
    Optional<Distribution> distribution = Distribution.of(tf);
    List<Operand<TFloat32>> means = new ArrayList<>(values);
    if (distribution.isEmpty()) {
      return means;
    }
    Ops scope = tf.withSubScope("replica_mean");
    if (distribution.get().devices() > 1) {
      means = overDevices(scope, distribution.get(), means);
    }
    if (distribution.get().workers() > 1) {
      means.replaceAll(mean -> Collectives.mean(scope, mean));
    }
    return means;
  }

  private static List<Operand<TFloat32>> overDevices(
      Ops tf, Distribution distribution, List<Operand<TFloat32>> values) {
    var towers = new Towers((Graph) tf.scope().env(), distribution);
    List<Output<TFloat32>> first = values.stream().map(Operand::asOutput).toList();
    List<List<Operand<TFloat32>>> ofValue = new ArrayList<>();
    values.forEach(value -> ofValue.add(new ArrayList<>()));
    for (int replica = 0; replica < distribution.devices(); replica++) {
      List<Output<?>> outputs = towers.outputs(replica, first);
      for (int i = 0; i < outputs.size(); i++) {
        ofValue.get(i).add(outputs.get(i).expect(TFloat32.class));
      }
    }
    Operand<TFloat32> count = tf.constant((float) distribution.devices());
    List<Operand<TFloat32>> means = new ArrayList<>();
    // Divided, not multiplied by a fraction: so the workers of a cluster do.
    ofValue.forEach(parts -> means.add(tf.math.div(tf.math.addN(parts), count)));
    return means;
  }
}
