package io.github.tfestimator.distribute;

import java.util.Optional;
import java.util.stream.IntStream;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/**
 * The values of a graph that differ between replicas: the part of the batch, and the replica's
 * number. An op with one output for each of the worker's devices makes them; the model function is
 * built on the first output.
 */
public final class Replicas {
  /** The attribute of ops with an output for each device. */
  private static final String ATTRIBUTE = "_of_each_replica";

  private static final String IDS = "distribution/replica_id";

  private Replicas() {}

  /** Adds the numbers of this worker's replicas. */
  static void addIds(Ops tf, Distribution distribution) {
    int devices = distribution.devices();
    long first = (long) distribution.worker() * devices;
    long[] numbers = IntStream.range(0, devices).mapToLong(i -> first + i).toArray();
    Output<?> ids;
    try (TInt64 tensor = TInt64.vectorOf(numbers)) {
      ids =
          tf.scope()
              .env()
              .opBuilder("Const", IDS + "s", tf.scope())
              .setAttr("dtype", DataType.DT_INT64)
              .setAttr("value", tensor)
              .build()
              .output(0);
    }
    tf.scope()
        .env()
        .opBuilder("Unpack", IDS, tf.scope())
        .addInput(ids)
        .setAttr("num", devices)
        .setAttr("axis", 0)
        .setAttr(ATTRIBUTE, true)
        .build();
  }

  /**
   * Finds the number of the replica, by which random numbers differ between replicas.
   *
   * @param tf the graph
   * @return int64 scalar, 0 in the first replica; empty if the graph is of one device
   */
  public static Optional<Operand<TInt64>> id(Ops tf) {
    return Optional.ofNullable(((Graph) tf.scope().env()).operation(IDS))
        .map(ids -> ids.<TInt64>output(0));
  }

  /**
   * Splits a batch evenly over the worker's devices.
   *
   * @param tf the graph
   * @param batch of [batch, ...]
   * @param <T> its type
   * @return the first replica's part; the batch itself if there is one device
   */
  public static <T extends TType> Operand<T> split(Ops tf, Operand<T> batch) {
    int devices = Distribution.of(tf).map(Distribution::devices).orElse(1);
    if (devices == 1) {
      return batch;
    }
    return tf.scope()
        .opBuilder("Split", "Split")
        .addInput(tf.constant(0).asOutput())
        .addInput(batch.asOutput())
        .setAttr("num_split", devices)
        .setAttr(ATTRIBUTE, true)
        .build()
        .output(0);
  }

  /** The attribute by which {@link Towers} know these ops in a GraphDef. */
  static String attribute() {
    return ATTRIBUTE;
  }
}
