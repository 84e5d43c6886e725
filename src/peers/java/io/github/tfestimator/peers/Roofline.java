package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Statistics;
import io.github.tfestimator.benchmark.Stopwatch;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The speed at which TensorFlow multiplies large square float32 matrices on this machine, a limit
 * for training steps. The factors are variables and the product isn't fetched, so that nothing else
 * takes time.
 */
final class Roofline implements AutoCloseable {
  private static final int[] SIDES = {1024, 2048, 4096};

  private final Graph graph = new Graph();
  private final Session session;
  private final Op[] products = new Op[SIDES.length];

  Roofline() {
    Ops tf = Ops.create(graph);
    for (int i = 0; i < SIDES.length; i++) {
      products[i] = tf.linalg.matMul(factor(tf, SIDES[i]), factor(tf, SIDES[i]));
    }
    session = new Session(graph);
    session.initialize();
  }

  /** Returns the floating point operations of a training step of 100 images. */
  static double stepFlops() {
    return Sizes.TRAINING_BATCH * imageFlops(Sizes.FILTERS1, Sizes.FILTERS2, Sizes.UNITS);
  }

  /**
   * Returns the floating point operations of a training step's products for an image, two for each:
   * those of its outputs, of its kernels' gradients, and of its inputs' gradients, which the first
   * layer doesn't need.
   */
  static double imageFlops(int filters1, int filters2, int units) {
    double conv1 = convFlops(Sizes.SIDE, 1, filters1);
    double conv2 = convFlops(Sizes.SIDE / 2, filters1, filters2);
    double dense = 2.0 * (Sizes.FLAT / Sizes.FILTERS2) * filters2 * units;
    double logits = 2.0 * units * Sizes.CLASSES;
    return 2 * conv1 + 3 * (conv2 + dense + logits);
  }

  private static double convFlops(int side, int in, int out) {
    return 2.0 * side * side * Sizes.WINDOW * Sizes.WINDOW * in * out;
  }

  /** Returns the floating point operations each second, of the fastest size. */
  double flops(int timesOfLargest) {
    double best = 0;
    for (int i = 0; i < SIDES.length; i++) {
      Op product = products[i];
      // As long for each size.
      int times = timesOfLargest * (int) Math.pow(SIDES[SIDES.length - 1] / SIDES[i], 3);
      double seconds =
          Statistics.mean(
              Stopwatch.secondsOfEach(
                  1, times, () -> session.runner().addTarget(product).run().close()));
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
