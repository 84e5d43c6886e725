package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.Operand;

/**
 * The network at its full size, from the formula's weights and without dropout, computes what
 * Python's Estimator computes: {@code scripts/parity/same_numbers.py}. At the tutorial's learning
 * rate, and at one that moves the weights fifty times as far.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class SameNumbers {
  static final int BATCH = 100;
  static final int EVALUATED = 32;

  private final Map<String, StepWatch> trainings = new HashMap<>();
  private PythonNumbers python;
  private List<Prediction> predictions;
  private Evaluation evaluation;

  abstract String fixture();

  abstract Batch evaluated();

  abstract Batch batch(int step);

  @BeforeAll
  void compute(@TempDir Path folder) {
    python = PythonNumbers.of(fixture());
    try (var quiet = LogLines.listen()) {
      InputFn evaluated = new GivenBatches(1, first -> evaluated());
      var untrained = estimator(folder.resolve("untrained"), "0.001");
      untrained.train(batches(1), Steps.more(1), new FormulaWeights(), new NoStep());
      predictions = untrained.predict(evaluated).toList();
      evaluation = untrained.evaluate(evaluated);
      trainings.put("0.001", train(folder, "0.001", 100));
      trainings.put("0.05", train(folder, "0.05", 10));
      assertThat(quiet.startingWith("Loss for final step")).hasSize(2);
    }
  }

  private StepWatch train(Path folder, String rate, int steps) {
    var watch = new StepWatch(Set.of(1, 10, 100));
    estimator(folder.resolve(rate), rate)
        .train(batches(steps), Steps.more(steps), new FormulaWeights(), watch);
    return watch;
  }

  private InputFn batches(int count) {
    return new GivenBatches(count, this::batch);
  }

  @ParameterizedTest
  @ValueSource(strings = {"logits", "probabilities"})
  void predictionsArePythons(String name) {
    float[] all = new float[EVALUATED * 10];
    for (int i = 0; i < EVALUATED; i++) {
      System.arraycopy(predictions.get(i).asFloats(name), 0, all, i * 10, 10);
    }
    python.assertComputed("eval/" + name, all);
  }

  @Test
  void lossOfTheEvaluationIsPythons() {
    python.assertComputed("eval/loss", (float) evaluation.loss());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.001", "0.05"})
  void lossOfEveryStepIsPythons(String rate) {
    List<Float> losses = trainings.get(rate).losses;
    float[] all = new float[losses.size()];
    for (int i = 0; i < all.length; i++) {
      all[i] = losses.get(i);
    }
    python.assertComputed(rate + "/losses", all);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.001", "0.05"})
  void gradientsOfTheFirstStepArePythons(String rate) {
    Map<String, Sample> gradients = trainings.get(rate).gradients;
    for (String name : Formula.VARIABLES) {
      python.assertComputed(rate + "/gradients/" + name, gradients.get(name));
    }
  }

  @ParameterizedTest
  @CsvSource({"0.001, 1", "0.001, 10", "0.001, 100", "0.05, 1", "0.05, 10"})
  void weightsArePythonsAfterSteps(String rate, int steps) {
    Map<String, Sample> variables = trainings.get(rate).variables.get(steps);
    for (String name : Formula.VARIABLES) {
      python.assertMoved(rate, steps, name, variables.get(name));
    }
  }

  private static Estimator estimator(Path modelDir, String rate) {
    var params = CnnParams.defaults().withRates(0, Float.parseFloat(rate));
    return Estimator.of(withLogits(new CnnModelFn(params)), RunConfig.in(modelDir));
  }

  /** The logits are among the predictions, too. */
  private static ModelFn withLogits(ModelFn cnn) {
    return (tf, features, labels, mode) -> {
      EstimatorSpec spec = cnn.apply(tf, features, labels, mode);
      if (spec instanceof EstimatorSpec.Predict predict) {
        Map<String, Operand<?>> predictions = new TreeMap<>(predict.predictions());
        Graph graph = (Graph) tf.scope().env();
        predictions.put("logits", graph.operation("dense_1/BiasAdd").output(0));
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
