package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Stopwatch;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * How fast TensorFlow multiplies large square float32 matrices on this machine: what a training
 * step can be held against. The factors are variables and the product isn't fetched, so that
 * nothing else takes time.
 */
final class MatMulRate implements AutoCloseable {
  private static final int[] SIDES = {1024, 2048, 4096};

  private final Graph graph = new Graph();
  private final Session session;
  private final Op[] products = new Op[SIDES.length];

  MatMulRate() {
    Ops tf = Ops.create(graph);
    for (int i = 0; i < SIDES.length; i++) {
      products[i] = tf.linalg.matMul(factor(tf, SIDES[i]), factor(tf, SIDES[i]));
    }
    session = new Session(graph);
    session.initialize();
  }

  /** Floating point operations a second, of the size that is fastest. */
  double flops(int timesOfLargest) {
    double best = 0;
    for (int i = 0; i < SIDES.length; i++) {
      Op product = products[i];
      // As long for each size.
      int times = timesOfLargest * (int) Math.pow(SIDES[SIDES.length - 1] / SIDES[i], 3);
      double seconds =
          Stopwatch.secondsEach(1, times, () -> session.runner().addTarget(product).run().close());
      best = Math.max(best, 2 * Math.pow(SIDES[i], 3) / seconds);
    }
    return best;
  }

  private static Variable<TFloat32> factor(Ops tf, long side) {
    Variable<TFloat32> variable = tf.variable(Shape.of(side, side), TFloat32.class);
    var init = tf.withInitScope();
    var shape = init.array(side, side);
    init.assign(variable, init.random.randomUniform(shape, TFloat32.class));
    return variable;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
