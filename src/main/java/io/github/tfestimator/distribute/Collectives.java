package io.github.tfestimator.distribute;

import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.Scope;
import org.tensorflow.types.family.TType;

/**
 * The ops by which workers exchange tensors. All workers of a synchronous training must add the
 * same ones in the same order, as they find each other by number.
 */
public final class Collectives {
  private static final String REDUCE = "CollectiveReduce";
  private static final String SEND = "CollectiveBcastSend";
  private static final String RECEIVE = "CollectiveBcastRecv";
  private static final long GROUP_KEY = 1;

  /**
   * For a timeout of its own each exchange would keep a thread asleep until then, also after it
   * succeeded: tens of thousands in minutes. Instead the session's {@code operation_timeout_in_ms}
   * ends the wait for a task that hangs or never comes.
   */
  private static final float NO_TIMEOUT = 0;

  private Collectives() {}

  /**
   * Adds the mean over all workers.
   *
   * @param tf a graph with a distribution of several workers
   * @param value this worker's
   * @param <T> a type of fractions
   * @return the mean, the same on all workers
   */
  public static <T extends TType> Operand<T> mean(Ops tf, Operand<T> value) {
    return reduce(tf, tf.scope().makeOpName("all_reduce"), value, "Add", "Div");
  }

  /** Adds the maximum of each element over all workers. */
  static <T extends TType> Operand<T> max(Ops tf, String fullName, Operand<T> value) {
    return reduce(tf, fullName, value, "Max", "Id");
  }

  private static <T extends TType> Operand<T> reduce(
      Ops tf, String fullName, Operand<T> value, String merge, String last) {
    Distribution distribution = Distribution.of(tf).orElseThrow();
    Scope onCpu = Placement.onCpu(tf.scope(), distribution.task());
    return onCpu
        .env()
        .opBuilder(REDUCE, fullName, onCpu)
        .addInput(value.asOutput())
        .setAttr("group_size", distribution.workers())
        .setAttr("group_key", GROUP_KEY)
        .setAttr("instance_key", nextInstance(tf, distribution))
        .setAttr("merge_op", merge)
        .setAttr("final_op", last)
        .setAttr("subdiv_offsets", new long[] {0})
        .setAttr("communication_hint", "auto")
        .setAttr("timeout_seconds", NO_TIMEOUT)
        .build()
        .output(0);
  }

  /**
   * Adds a broadcast of the chief's value.
   *
   * @param tf a graph with a distribution of several workers
   * @param value on the chief the value; on others one of the same type and shape
   * @return the chief's value
   */
  public static Operand<?> broadcast(Ops tf, Operand<?> value) {
    Distribution distribution = Distribution.of(tf).orElseThrow();
    boolean isChief = distribution.worker() == 0;
    var op =
        Placement.onCpu(tf.scope(), distribution.task())
            .opBuilder(isChief ? SEND : RECEIVE, "broadcast")
            .setAttr("T", value.asOutput().dataType())
            .setAttr("group_size", distribution.workers())
            .setAttr("group_key", GROUP_KEY)
            .setAttr("instance_key", nextInstance(tf, distribution))
            .setAttr("shape", value.shape())
            .setAttr("communication_hint", "auto")
            .setAttr("timeout_seconds", NO_TIMEOUT);
    return (isChief ? op.addInput(value.asOutput()) : op).build().output(0);
  }

  private static long nextInstance(Ops tf, Distribution distribution) {
    long[] count = {distribution.firstInstance()};
    ((Graph) tf.scope().env())
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(REDUCE) || op.type().equals(SEND) || op.type().equals(RECEIVE)) {
                count[0]++;
              }
            });
    return count[0];
  }
}
