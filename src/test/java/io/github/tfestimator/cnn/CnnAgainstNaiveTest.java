package io.github.tfestimator.cnn;

import static io.github.tfestimator.CloseTo.assertClose;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.Rows;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** One training step in TensorFlow, from given variables, is the oracle's. */
class CnnAgainstNaiveTest {
  private static final float LEARNING_RATE = 0.25f;
  private static final double PART = 1e-5;

  private static final NaiveCnn ORACLE = NaiveCnn.ofWaves(3, 4, 8);
  private static final double[] IMAGES = NaiveCnn.wave(3 * 784, 1, 0.37);
  private static final int[] LABELS = {3, 0, 8};

  private static final Step STEP = new Step();

  @BeforeAll
  static void takeOneStep(@TempDir Path modelDir) {
    try (var quiet = LogLines.listen()) {
      var params =
          CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0, LEARNING_RATE);
      Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir))
          .train(new Images(), Steps.more(1), STEP);
      assertThat(quiet.startingWith("Loss for final step")).hasSize(1);
    }
  }

  @Test
  void everyLayerComputesWhatTheOracleDoes() {
    ORACLE
        .forward(IMAGES, LABELS)
        .values()
        .forEach((op, expected) -> assertClose(op, STEP.values.get(op), expected, PART));
  }

  @Test
  void lossIsTheOracles() {
    double expected = ORACLE.forward(IMAGES, LABELS).loss();
    assertThat((double) STEP.loss).isCloseTo(expected, within(PART * expected));
  }

  @Test
  void everyGradientIsTheOracles() {
    Map<String, double[]> expected = ORACLE.backward(IMAGES, LABELS);
    assertThat(STEP.gradients).containsOnlyKeys(expected.keySet());
    expected.forEach((name, g) -> assertClose(name, STEP.gradients.get(name), g, PART));
  }

  @Test
  void variablesAfterTheStepAreTheOracles() {
    ORACLE
        .step(IMAGES, LABELS, LEARNING_RATE)
        .forEach((name, w) -> assertClose(name, STEP.moved.get(name), w, PART));
  }

  /** Gives the variables their values before the step, and notes what the step computes. */
  private static final class Step implements SessionRunHook {
    final Map<String, float[]> values = new TreeMap<>();
    final Map<String, float[]> gradients = new TreeMap<>();
    final Map<String, float[]> moved = new TreeMap<>();
    float loss;

    private final Map<String, Op> assigns = new TreeMap<>();
    private final Map<String, String> gradientTensors = new TreeMap<>();

    @Override
    public void begin(Graph graph) {
      gradientTensors.putAll(Tensors.gradients(graph));
      Ops tf = Ops.create(graph);
      for (String name : ORACLE.variables().keySet()) {
        var variable = Tensors.variable(graph, name);
        var value =
            tf.withName("given_" + name.replace('/', '_'))
                .placeholder(TFloat32.class, Placeholder.shape(variable.shape()));
        assigns.put(name, variable.assign(tf, value));
      }
    }

    @Override
    public void afterCreateSession(RunContext context) {
      Session session = context.session();
      assigns.forEach(
          (name, assign) -> {
            float[] wave = Tensors.rounded(ORACLE.variables().get(name));
            var shape = Tensors.variable(session.graph(), name).shape();
            try (TFloat32 value = Tensors.tensor(wave, shape)) {
              String placeholder = "given_" + name.replace('/', '_');
              session.runner().feed(placeholder, value).addTarget(assign).run().close();
            }
          });
    }

    @Override
    public Collection<String> beforeRun(RunContext context) {
      List<String> names = new java.util.ArrayList<>(gradientTensors.values());
      names.addAll(ORACLE.forward(IMAGES, LABELS).values().keySet());
      return names;
    }

    @Override
    public void afterRun(RunContext context, RunValues run) {
      loss = run.loss();
      gradientTensors.forEach(
          (name, tensor) -> gradients.put(name, Tensors.floats(run.get(tensor))));
      for (String op : ORACLE.forward(IMAGES, LABELS).values().keySet()) {
        values.put(op, Tensors.floats(run.get(op)));
      }
    }

    @Override
    public void end(RunContext context) {
      Session session = context.session();
      for (String name : ORACLE.variables().keySet()) {
        moved.put(name, Tensors.variable(session, name));
      }
    }
  }

  private record Images() implements InputFn {
    @Override
    public SortedMap<String, TensorSpec> features() {
      return Rows.features(784);
    }

    @Override
    public SortedMap<String, TensorSpec> labels() {
      return Rows.labels();
    }

    @Override
    public boolean repeats() {
      return false;
    }

    @Override
    public BatchIterator from(long batch) {
      return Rows.iterator(List.of(Rows.batch(Tensors.rounded(IMAGES), LABELS)).iterator());
    }
  }
}
