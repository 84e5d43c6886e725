package io.github.tfestimator;

import io.github.tfestimator.layers.Variable;
import io.github.tfestimator.layers.Variables;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** Native values to Java's and back. */
public final class Tensors {
  private Tensors() {}

  /** All values of a float tensor, flattened. */
  public static float[] floats(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    return values;
  }

  /** Computes the values of an operand that needs no feeding. */
  public static float[] floats(Session session, Operand<?> operand) {
    try (Result result = session.runner().fetch(operand).run()) {
      return floats(result.get(0));
    }
  }

  /** A float variable of a graph. */
  public static Variable<TFloat32> variable(Graph graph, String name) {
    return Variables.find(graph, name).orElseThrow().expect(TFloat32.class);
  }

  /** All values of a float variable, flattened. */
  public static float[] variable(Session session, String name) {
    return floats(session, variable(session.graph(), name).value());
  }

  /** A tensor, to be closed by the caller. */
  public static TFloat32 tensor(float[] values, Shape shape) {
    return TFloat32.tensorOf(shape, DataBuffers.of(values, true, false));
  }

  /** The same numbers, rounded. */
  public static float[] rounded(double[] values) {
    float[] rounded = new float[values.length];
    for (int i = 0; i < values.length; i++) {
      rounded[i] = (float) values[i];
    }
    return rounded;
  }

  /** The same numbers. */
  public static double[] exact(float[] values) {
    double[] exact = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      exact[i] = values[i];
    }
    return exact;
  }

  /** Returns the name of each variable's gradient, by the variable's name, of gradient descent. */
  public static SortedMap<String, String> gradients(Graph graph) {
    SortedMap<String, String> gradients = new TreeMap<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals("ResourceApplyGradientDescent")) {
                gradients.put(op.input(0).op().name(), op.input(2).name());
              }
            });
    return gradients;
  }
}
