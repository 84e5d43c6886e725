package io.github.tfestimator.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Gradients;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/**
 * A measurement of whether the device that trains is quicker in a lower precision: a matrix product
 * and a convolution, there and back, from float32 values to float32 gradients, as the layers
 * compute them. CPUs without instructions for such numbers take several times as long as in
 * float32, and some with them do, too.
 */
final class PrecisionProbe implements AutoCloseable {
  private static final long BUDGET_NANOS = 200_000_000;

  /** The first run of each takes longer than the others. */
  private static final int MIN_RUNS = 4;

  private static final int MAX_RUNS = 10;
  private static final double NANOS_PER_MILLI = 1e6;

  private final Graph graph = new Graph();
  private final Session session;
  private final Operand<TFloat32> result;

  private PrecisionProbe(Class<? extends TFloating> type, Size size, ConfigProto config) {
    this.result = product(Ops.create(graph), type, size);
    this.session = new Session(graph, config);
    session.initialize();
  }

  /** On a GPU the work must be large beside the launching of its kernels. */
  private enum Size {
    OF_CPU(256, 512, 2, 14),
    OF_GPU(4096, 4096, 128, 28);

    final int rows;
    final int units;
    final int images;
    final int pixels;

    Size(int rows, int units, int images, int pixels) {
      this.rows = rows;
      this.units = units;
      this.images = images;
      this.pixels = pixels;
    }
  }

  /**
   * Compares a precision below float32 with float32; the others pass.
   *
   * @throws IllegalArgumentException if float32 is quicker, with both figures
   */
  static void requireQuick(SessionConfig session) {
    Precision precision = session.precision();
    precision
        .computeType()
        .flatMap(type -> refusal(precision, measure(type, session)))
        .ifPresent(
            refusal -> {
              throw new IllegalArgumentException(refusal);
            });
  }

  /** The shortest times of both, in milliseconds. */
  record Times(double mixed, double float32) {}

  private static Times measure(Class<? extends TFloating> type, SessionConfig session) {
    boolean hasGpu = Devices.list(session).stream().anyMatch(name -> name.startsWith("GPU"));
    Size size = hasGpu ? Size.OF_GPU : Size.OF_CPU;
    ConfigProto config = session.forNewSession();
    try (var mixed = new PrecisionProbe(type, size, config);
        var float32 = new PrecisionProbe(TFloat32.class, size, config)) {
      Times shortest = new Times(Double.MAX_VALUE, Double.MAX_VALUE);
      long end = System.nanoTime() + BUDGET_NANOS;
      for (int i = 0; i < MAX_RUNS && (i < MIN_RUNS || System.nanoTime() < end); i++) {
        shortest =
            new Times(
                Math.min(shortest.mixed, mixed.run()), Math.min(shortest.float32, float32.run()));
      }
      return shortest;
    }
  }

  /** Returns the error, if float32 is quicker. */
  static Optional<String> refusal(Precision precision, Times times) {
    if (times.mixed < times.float32) {
      return Optional.empty();
    }
    return Optional.of(
        String.format(
            Locale.ROOT,
            "precision (%s) would make the training slower: a matrix product and a convolution with their gradients take %.2f ms in it on this device, and %.2f ms in float32. Leave it at tf32, or train on a device with instructions for %1$s",
            precision,
            times.mixed,
            times.float32));
  }

  private static <T extends TFloating> Operand<TFloat32> product(Ops tf, Class<T> type, Size size) {
    var rows = values(tf, size.rows, size.units);
    var matrix = values(tf, size.units, size.units);
    var images = values(tf, size.images, size.pixels, size.pixels, 32);
    var kernel = values(tf, 3, 3, 32, 32);
    var sums = tf.linalg.matMul(cast(tf, rows, type), cast(tf, matrix, type));
    var filtered =
        tf.nn.conv2d(
            cast(tf, images, type), cast(tf, kernel, type), List.of(1L, 1L, 1L, 1L), "SAME");
    var loss =
        tf.math.add(
            mean(tf, tf.dtypes.cast(sums, TFloat32.class)),
            mean(tf, tf.dtypes.cast(filtered, TFloat32.class)));
    var gradients = Gradients.create(tf.scope(), loss, List.of(rows, matrix, images, kernel));
    // What nobody wants isn't computed.
    List<Operand<TFloat32>> wanted = new ArrayList<>(List.of(loss));
    gradients.dy().forEach(gradient -> wanted.add(mean(tf, gradient.expect(TFloat32.class))));
    return tf.math.addN(wanted);
  }

  /** Adds a variable, of which nothing is computed before the graph runs. */
  private static Operand<TFloat32> values(Ops tf, long... shape) {
    var random =
        tf.random.statelessRandomUniform(
            tf.constant(Shape.of(shape)), tf.array(1, 2), TFloat32.class);
    return tf.identity(tf.variable(random));
  }

  private static <T extends TFloating> Operand<T> cast(
      Ops tf, Operand<TFloat32> values, Class<T> type) {
    return tf.dtypes.cast(values, type);
  }

  private static Operand<TFloat32> mean(Ops tf, Operand<TFloat32> values) {
    return tf.math.mean(tf.reshape(values, tf.array(-1)), tf.constant(0));
  }

  /** Runs once; returns how long it took in milliseconds. */
  private double run() {
    long start = System.nanoTime();
    session.runner().fetch(result).run().close();
    return (System.nanoTime() - start) / NANOS_PER_MILLI;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
