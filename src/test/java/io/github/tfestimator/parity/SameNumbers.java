package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.data.Batch;
import io.github.tfestimator.data.InputFn;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;

/**
 * The network at its full size, from the formula's weights, computes what Python's Estimator
 * computes: {@code scripts/parity/same_numbers.py}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SameNumbers {
  static final int BATCH = 100;
  static final int EVALUATED = 32;

  private static final Set<Integer> SNAPSHOTS = Set.of(1, 10, 100);

  private final Map<String, StepWatch> trainings = new HashMap<>();
  private Npz python;
  private List<Prediction> predictions;
  private Evaluation evaluation;

  abstract String fixture();

  abstract Batch evaluated();

  abstract Batch batch(int step);

  @BeforeAll
  void compute(@TempDir Path folder) {
    python = Npz.resource(fixture());
    InputFn evaluated = new GivenBatches(1, first -> evaluated());
    InputFn train = new GivenBatches(100, this::batch);
    try (var quiet = LogLines.listen()) {
      var untrained = estimator(folder.resolve("untrained"), "0.001");
      untrained.train(train, Steps.more(1), new FormulaWeights(), new NoStep());
      predictions = untrained.predict(evaluated);
      evaluation = untrained.evaluate(evaluated);
      for (String rate : List.of("0.001", "0.05")) {
        var watch = new StepWatch(SNAPSHOTS);
        estimator(folder.resolve(rate), rate)
            .train(train, Steps.more(100), new FormulaWeights(), watch);
        trainings.put(rate, watch);
      }
      assertThat(quiet.startingWith("Loss for final step")).hasSize(2);
    }
  }

  @Test
  void scratch() throws Exception {
    var out = new StringBuilder();
    for (String name : List.of("logits", "probabilities")) {
      float[] all = new float[EVALUATED * 10];
      for (int i = 0; i < EVALUATED; i++) {
        System.arraycopy(predictions.get(i).asFloats(name), 0, all, i * 10, 10);
      }
      out.append(name + " " + gap(all, python.get("eval/" + name)) + "\n");
    }
    out.append("loss " + evaluation.loss() + " " + python.get("eval/loss")[0] + "\n");
    trainings.forEach(
        (rate, watch) -> {
          double[] e = python.get(rate + "/losses");
          double worst = 0;
          for (int i = 0; i < e.length; i++)
            worst = Math.max(worst, Math.abs(watch.losses.get(i) - e[i]) / e[i]);
          out.append(
              rate
                  + " losses "
                  + e[0]
                  + ".."
                  + e[99]
                  + " worst "
                  + worst
                  + " last "
                  + Math.abs(watch.losses.get(99) - e[99]) / e[99]
                  + "\n");
          if (rate.equals("0.001"))
            watch.gradients.forEach(
                (name, g) ->
                    out.append(
                        "gradient "
                            + name
                            + " "
                            + gap(g.values(), python.get(rate + "/gradients/" + name + "/values"))
                            + " sums "
                            + java.util.Arrays.toString(g.sums())
                            + java.util.Arrays.toString(
                                python.get(rate + "/gradients/" + name + "/sums"))
                            + "\n"));
          watch.variables.forEach(
              (step, vs) ->
                  vs.forEach(
                      (name, v) -> {
                        double[] x = python.get(rate + "/after-" + step + "/" + name + "/values");
                        float[] w0 =
                            Sample.of(
                                    name,
                                    Formula.weight(
                                        name, Formula.shapes(CnnParams.defaults()).get(name)))
                                .values();
                        double d = 0, m = 0;
                        for (int i = 0; i < x.length; i++) {
                          d = Math.max(d, Math.abs(v.values()[i] - x[i]));
                          m = Math.max(m, Math.abs(x[i] - w0[i]));
                        }
                        double[] es = python.get(rate + "/after-" + step + "/" + name + "/sums");
                        out.append(
                            rate
                                + " after "
                                + step
                                + " "
                                + name
                                + " gap "
                                + gap(v.values(), x)
                                + " abs "
                                + d
                                + " move "
                                + m
                                + " ratio "
                                + d / m
                                + " sums rel "
                                + (v.sums()[0] - es[0]) / es[1]
                                + " "
                                + (v.sums()[1] / es[1] - 1)
                                + " "
                                + (v.sums()[2] / es[2] - 1)
                                + "\n");
                      }));
        });
    java.nio.file.Files.writeString(Path.of("/tmp/e_gaps_" + fixture() + ".txt"), out.toString());
  }

  /** The largest difference, as a part of the largest expected value. */
  private static double gap(float[] actual, double[] expected) {
    assertThat(actual).hasSameSizeAs(expected);
    double largest = 0;
    double scale = 0;
    for (int i = 0; i < expected.length; i++) {
      largest = Math.max(largest, Math.abs(actual[i] - expected[i]));
      scale = Math.max(scale, Math.abs(expected[i]));
    }
    return largest / scale;
  }

  private static Estimator estimator(Path modelDir, String rate) {
    var params = new CnnParams(32, 36, 1764, 0, Float.parseFloat(rate));
    return Estimator.of(withLogits(new CnnModelFn(params)), RunConfig.in(modelDir));
  }

  /** The logits are among the predictions, too. */
  private static ModelFn withLogits(ModelFn cnn) {
    return (tf, features, labels, mode) -> {
      EstimatorSpec spec = cnn.apply(tf, features, labels, mode);
      if (spec instanceof EstimatorSpec.Predict predict) {
        Map<String, Operand<?>> predictions = new TreeMap<>(predict.predictions());
        predictions.put(
            "logits", ((Graph) tf.scope().env()).operation("dense_1/BiasAdd").output(0));
        return EstimatorSpec.predict(predictions);
      }
      return spec;
    };
  }

  /** Ends the training before its first step. */
  private static final class NoStep implements SessionRunHook {
    @Override
    public void afterCreateSession(RunContext context) {
      context.requestStop();
    }
  }
}
