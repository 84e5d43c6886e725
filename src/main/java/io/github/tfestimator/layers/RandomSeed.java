package io.github.tfestimator.layers;

import io.github.tfestimator.distribute.Replicas;
import io.github.tfestimator.input.SplitMix64;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Operation;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/**
 * The seed of all that is random in a graph: {@code tf.set_random_seed}.
 *
 * <p>Each use draws from a stateless generator keyed by (seed, name of the user, counter), so a
 * value depends on neither the order of the ops nor the threads, and there is no generator state
 * that a checkpoint would have to keep.
 */
public final class RandomSeed {
  private static final String NAME = "random_seed";

  private RandomSeed() {}

  /**
   * Gives the graph its seed.
   *
   * @param tf the graph, at its top level, before its layers
   * @param seed any number
   */
  public static void set(Ops tf, long seed) {
    tf.withInitScope().withName(NAME).constant(seed);
  }

  /**
   * Takes the seed's name in a graph that has none, so that layers get the same names in both.
   *
   * @param tf the graph, at its top level, before its layers
   */
  public static void reserve(Ops tf) {
    tf.withSubScope(NAME);
  }

  static boolean isSet(Ops tf) {
    return find(tf) != null;
  }

  /**
   * Returns the key that {@code tf.random.stateless*} takes. Replicas of a training on several
   * devices or machines have different keys.
   *
   * @param tf the graph
   * @param user name of what draws, another one for each stream of numbers
   * @param counter int64 scalar: which of its draws, such as the global step
   * @return int64 [2]
   * @throws IllegalStateException if the graph has no seed
   */
  public static Operand<TInt64> key(Ops tf, String user, Operand<TInt64> counter) {
    Operand<TInt64> mixed = mixed(tf, user);
    var replica = Replicas.id(tf);
    if (replica.isPresent()) {
      mixed =
          tf.bitwise.bitwiseXor(
              mixed, tf.math.mul(replica.get(), tf.constant(SplitMix64.GOLDEN_GAMMA)));
    }
    return tf.stack(List.of(mixed, counter));
  }

  /** Returns the key of initial values, which are the same in all replicas. */
  static Operand<TInt64> initialKey(Ops tf, String user) {
    return tf.stack(List.of(mixed(tf, user), tf.constant(0L)));
  }

  private static Operand<TInt64> mixed(Ops tf, String user) {
    Operation seed = find(tf);
    if (seed == null) {
      throw new IllegalStateException(
          "The graph has no seed, which " + user + " needs: call RandomSeed.set(tf, seed) first.");
    }
    return tf.bitwise.bitwiseXor(
        seed.output(0), tf.constant(new SplitMix64(user.hashCode()).next()));
  }

  private static Operation find(Ops tf) {
    return ((Graph) tf.scope().env()).operation(NAME);
  }
}
