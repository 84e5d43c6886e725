package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Makes and finds the float variables that are trained. */
final class Variables {
  private Variables() {}

  /**
   * A kernel with Glorot's uniform initial values: within {@code ±sqrt(6 / (fan_in + fan_out))},
   * the fans being inputs and outputs times the window (Glorot and Bengio 2010, and TensorFlow's
   * {@code glorot_uniform_initializer}).
   *
   * @param layer scope of the layer, such as {@code conv2d}
   * @param shape window..., inputs, outputs
   */
  static Variable<TFloat32> kernel(Ops layer, Shape shape) {
    Variable<TFloat32> kernel = layer.withName("kernel").variable(shape, TFloat32.class);
    if (RandomSeed.isSet(layer)) {
      var init = layer.withInitScope();
      float limit = (float) glorotLimit(shape);
      Operand<TFloat32> uniform =
          init.random.statelessRandomUniform(
              init.constant(shape), RandomSeed.key(init, kernel.op().name(), init.constant(0L)));
      init.assign(
          kernel,
          init.math.sub(init.math.mul(uniform, init.constant(2 * limit)), init.constant(limit)));
    }
    return kernel;
  }

  /** A bias of zeros. */
  static Variable<TFloat32> bias(Ops layer, int outputs) {
    Shape shape = Shape.of(outputs);
    Variable<TFloat32> bias = layer.withName("bias").variable(shape, TFloat32.class);
    if (RandomSeed.isSet(layer)) {
      var init = layer.withInitScope();
      init.assign(bias, init.zeros(init.constant(shape), TFloat32.class));
    }
    return bias;
  }

  /** All trainable variables of the graph, in the order of their making. */
  static List<Output<TFloat32>> trainable(Graph graph) {
    List<Output<TFloat32>> variables = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(Variable.OP_NAME)
                  && op.output(0).type().equals(TFloat32.class)) {
                variables.add(op.output(0));
              }
            });
    return variables;
  }

  private static double glorotLimit(Shape shape) {
    int dimensions = shape.numDimensions();
    long window = 1;
    for (int d = 0; d < dimensions - 2; d++) {
      window *= shape.get(d);
    }
    long fanIn = window * shape.get(dimensions - 2);
    long fanOut = window * shape.get(dimensions - 1);
    return Math.sqrt(6.0 / (fanIn + fanOut));
  }
}
