package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.StepTimer;
import io.github.tfestimator.benchmark.Stopwatch;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/** Trainings of which one number grows; all else is as in the tutorial. */
final class TrainingWork {
  private static final int BATCH = 100;
  private static final int WARM_UP = 15;
  private static final int STEPS = 60;
  private static final int EVALUATED_BATCHES = 20;
  private static final CnnParams PARAMS = CnnParams.defaults();

  private TrainingWork() {}

  static Map<String, Double> steps(int steps, Path folder) {
    var input = digits(1_000).shuffledBatches(BATCH, 42);
    double seconds =
        Stopwatch.seconds(() -> estimator(PARAMS, folder).train(input, Steps.more(steps)));
    return Map.of("training", seconds);
  }

  static Map<String, Double> batch(int batch, Path folder) {
    Examples digits = digits(EVALUATED_BATCHES * batch);
    Estimator cnn = estimator(PARAMS, folder);
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("training step", step(cnn, digits, batch));
    seconds.put(
        "evaluating " + EVALUATED_BATCHES + " batches",
        Stopwatch.seconds(() -> cnn.evaluate(digits.batches(batch))));
    return seconds;
  }

  static Map<String, Double> filters(int filters, Path folder) {
    Examples digits = digits(1_000);
    Estimator first = estimator(withFilters(filters, PARAMS.conv2Filters()), folder.resolve("1"));
    Estimator second = estimator(withFilters(PARAMS.conv1Filters(), filters), folder.resolve("2"));
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("step, 1st convolution's", step(first, digits, BATCH));
    seconds.put("step, 2nd convolution's", step(second, digits, BATCH));
    return seconds;
  }

  /** Seconds of one. */
  static double step(Estimator cnn, Examples digits, int batch) {
    var timer = new StepTimer(WARM_UP);
    cnn.train(digits.shuffledBatches(batch, 42), Steps.more(STEPS), timer);
    return timer.median();
  }

  private static Examples digits(int count) {
    return Examples.of(Digits.draw(count, 42), MinMaxScaler.unit(784));
  }

  private static CnnParams withFilters(int first, int second) {
    return new CnnParams(
        first, second, PARAMS.denseUnits(), PARAMS.dropoutRate(), PARAMS.learningRate());
  }

  private static Estimator estimator(CnnParams params, Path modelDir) {
    return Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir));
  }
}
