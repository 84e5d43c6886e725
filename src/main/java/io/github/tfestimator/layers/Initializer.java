package io.github.tfestimator.layers;

import java.util.function.Supplier;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The initial values of float variables: {@code tf.initializers}. */
@FunctionalInterface
public interface Initializer {
  /**
   * Adds ops that compute the initial values of one variable.
   *
   * @param init the graph, in its init scope
   * @param shape the variable's shape
   * @param key adds ops for the key that {@code init.random.stateless...} takes, int64 [2]: another
   *     one for each variable and {@link RandomSeed}
   * @return values of that shape
   */
  Operand<TFloat32> values(Ops init, Shape shape, Supplier<Operand<TInt64>> key);
}
