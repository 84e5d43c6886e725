package io.github.tfestimator.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/**
 * The tutorial's network as one would write it on TensorFlow Java alone, sharing no code with this
 * project: attribute max pooling, a one-hot loss (whose gradient TensorFlow Java has), stateful
 * dropout, the framework's optimizer. Feeds prepared arrays, or nothing where the batch stays on
 * the device, and fetches the loss, nothing else.
 */
public final class BareLoop implements AutoCloseable {
  private static final float KEEP = 0.6f;

  private final Graph graph = new Graph();
  private final List<Op> batches = new ArrayList<>();
  private final Session session;
  private final Operand<TFloat32> x;
  private final Operand<TFloat32> y;
  private final Operand<TFloat32> loss;
  private final Op step;

  /** Builds the graph of the tutorial's network and draws the initial values. */
  public BareLoop() {
    this(Network.TUTORIAL, OptionalInt.empty());
  }

  /**
   * Builds a graph and draws the initial values.
   *
   * @param network the network
   * @param onDevice the size of the batch that stays on the device, random numbers; empty for
   *     batches that are fed
   */
  BareLoop(Network network, OptionalInt onDevice) {
    Ops tf = Ops.create(graph);
    x = input(tf, 784, onDevice);
    y = input(tf, 10, onDevice);
    var logits = network == Network.SMALL ? smallLogits(tf, x) : logits(tf, x);
    var perExample = tf.nn.softmaxCrossEntropyWithLogits(logits, y).loss();
    loss = tf.math.mean(perExample, tf.constant(0));
    step = new GradientDescent(graph, 0.001f).minimize(loss);
    session = new Session(graph);
    session.initialize();
    batches.forEach(session::run);
  }

  /** A network to train. */
  enum Network {
    /** The tutorial's. */
    TUTORIAL,

    /** A hidden layer of 64 units, whose step takes little beside its call. */
    SMALL
  }

  /** Adds a placeholder, or a resource variable: the optimizer moves reference variables alone. */
  private Operand<TFloat32> input(Ops tf, int columns, OptionalInt onDevice) {
    if (onDevice.isEmpty()) {
      return tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(-1, columns)));
    }
    var shape = Shape.of(onDevice.getAsInt(), columns);
    var handle = tf.varHandleOp(TFloat32.class, shape, VarHandleOp.sharedName("batch_" + columns));
    var values = tf.nn.softmax(tf.random.randomUniform(tf.constant(shape), TFloat32.class));
    batches.add(tf.assignVariableOp(handle, values));
    return tf.readVariableOp(handle, TFloat32.class);
  }

  private static Operand<TFloat32> smallLogits(Ops tf, Operand<TFloat32> x) {
    return dense(tf, tf.nn.relu(dense(tf, x, 784, 64)), 64, 10);
  }

  private static Operand<TFloat32> logits(Ops tf, Operand<TFloat32> x) {
    var image = tf.reshape(x, tf.array(-1, 28, 28, 1));
    var pool1 = pool(tf, conv(tf, image, 1, 32));
    var pool2 = pool(tf, conv(tf, pool1, 32, 36));
    var flat = tf.reshape(pool2, tf.array(-1, 1764));
    var dense = tf.nn.relu(dense(tf, flat, 1764, 1764));
    var kept =
        tf.math.less(tf.random.randomUniform(tf.shape(dense), TFloat32.class), tf.constant(KEEP));
    var scaled = tf.math.mul(dense, tf.constant(1 / KEEP));
    return dense(tf, tf.math.mul(scaled, tf.dtypes.cast(kept, TFloat32.class)), 1764, 10);
  }

  /** A step of gradient descent on the batch that is on the device; returns the loss before it. */
  float step() {
    try (Result result = session.runner().fetch(loss).addTarget(step).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  /**
   * A step of gradient descent.
   *
   * @param pixels 784 for each image, scaled
   * @param oneHot 10 for each image, of which the label's is 1
   * @return the loss before the step
   */
  public float step(float[] pixels, float[] oneHot) {
    int batch = oneHot.length / 10;
    try (TFloat32 images =
            TFloat32.tensorOf(Shape.of(batch, 784), DataBuffers.of(pixels, true, false));
        TFloat32 labels =
            TFloat32.tensorOf(Shape.of(batch, 10), DataBuffers.of(oneHot, true, false));
        Result result =
            session.runner().feed(x, images).feed(y, labels).fetch(loss).addTarget(step).run()) {
      return ((TFloat32) result.get(0)).getFloat();
    }
  }

  private static Operand<TFloat32> conv(
      Ops tf, Operand<TFloat32> input, int channels, int filters) {
    var kernel = variable(tf, Shape.of(5, 5, channels, filters));
    var bias = variable(tf, Shape.of(filters));
    var sums = tf.nn.conv2d(input, kernel, List.of(1L, 1L, 1L, 1L), "SAME");
    return tf.nn.relu(tf.nn.biasAdd(sums, bias));
  }

  private static Operand<TFloat32> pool(Ops tf, Operand<TFloat32> input) {
    return tf.scope()
        .opBuilder("MaxPool", "MaxPool")
        .addInput(input.asOutput())
        .setAttr("ksize", new long[] {1, 2, 2, 1})
        .setAttr("strides", new long[] {1, 2, 2, 1})
        .setAttr("padding", "VALID")
        .build()
        .output(0);
  }

  private static Operand<TFloat32> dense(Ops tf, Operand<TFloat32> input, int inputs, int units) {
    var kernel = variable(tf, Shape.of(inputs, units));
    return tf.nn.biasAdd(tf.linalg.matMul(input, kernel), variable(tf, Shape.of(units)));
  }

  private static Variable<TFloat32> variable(Ops tf, Shape shape) {
    Variable<TFloat32> variable = tf.variable(shape, TFloat32.class);
    var init = tf.withInitScope();
    var normal = init.random.truncatedNormal(init.constant(shape), TFloat32.class);
    init.assign(variable, init.math.mul(normal, init.constant(0.05f)));
    return variable;
  }

  @Override
  public void close() {
    session.close();
    graph.close();
  }
}
