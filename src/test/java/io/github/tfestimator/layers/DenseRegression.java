package io.github.tfestimator.layers;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * A dense layer of 3 inputs and 2 outputs with the mean squared error of 4 examples: the model of
 * {@code scripts/parity/optimizers.py}.
 */
public final class DenseRegression {
  static final int EXAMPLES = 4;
  static final int INPUTS = 3;
  static final int OUTPUTS = 2;

  private DenseRegression() {}

  /** All float variables after each of some steps, by name. */
  public static List<Map<String, float[]>> steps(
      int count, BiFunction<Ops, Operand<TFloat32>, Op> trainOp) {
    try (Graph graph = new Graph()) {
      Ops tf = Ops.create(graph);
      RandomSeed.set(tf, 1);
      GlobalStep.create(tf);
      Op op = trainOp.apply(tf, loss(tf));
      try (Session session = new Session(graph)) {
        session.initialize();
        List<Map<String, float[]>> after = new ArrayList<>();
        for (int i = 0; i < count; i++) {
          session.run(op);
          after.add(floats(session));
        }
        return after;
      }
    }
  }

  /** Adds the model. */
  static Operand<TFloat32> loss(Ops tf) {
    Ops dense = tf.withSubScope("dense");
    var kernel = Variables.create(dense, "kernel", Shape.of(INPUTS, OUTPUTS), of(kernel()));
    var bias = Variables.create(dense, "bias", Shape.of(OUTPUTS), of(bias()));
    var inputs = tf.reshape(tf.constant(inputs()), tf.array(EXAMPLES, INPUTS));
    var targets = tf.reshape(tf.constant(targets()), tf.array(EXAMPLES, OUTPUTS));
    var outputs = tf.math.add(tf.linalg.matMul(inputs, kernel.value()), bias.value());
    return tf.math.mean(tf.math.squaredDifference(outputs, targets), tf.array(0, 1));
  }

  static float[] kernel() {
    return wave(INPUTS * OUTPUTS, 0.8, 0.9);
  }

  static float[] bias() {
    return wave(OUTPUTS, 0.5, 1.3);
  }

  static float[] inputs() {
    return wave(EXAMPLES * INPUTS, 1.0, 0.7);
  }

  static float[] targets() {
    return wave(EXAMPLES * OUTPUTS, 2.0, 1.1);
  }

  private static Initializer of(float[] values) {
    return (init, shape, key) -> init.reshape(init.constant(values), init.constant(shape));
  }

  private static float[] wave(int size, double height, double frequency) {
    float[] wave = new float[size];
    for (int i = 0; i < size; i++) {
      wave[i] = (float) (height * Math.sin(frequency * (i + 1)));
    }
    return wave;
  }

  private static Map<String, float[]> floats(Session session) {
    Map<String, float[]> floats = new TreeMap<>();
    for (Variable<?> variable : Variables.all(session.graph())) {
      if (variable.type() == TFloat32.class) {
        try (Result result = session.runner().fetch(variable.value()).run()) {
          var tensor = (TFloat32) result.get(0);
          float[] values = new float[Math.toIntExact(tensor.size())];
          tensor.asRawTensor().data().asFloats().read(values);
          floats.put(variable.name(), values);
        }
      }
    }
    return floats;
  }
}
