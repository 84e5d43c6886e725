package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.Answer;
import io.github.tfestimator.benchmark.CommandHandler;
import io.github.tfestimator.benchmark.PausableTraining;
import io.github.tfestimator.benchmark.Statistics;
import io.github.tfestimator.benchmark.Stopwatch;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.TensorFlow;

/**
 * The process that does the work of one size, as a process's peak of memory never goes down. One
 * number grows; all else is as in the tutorial.
 */
final class GrowthWorker {
  private static final int BATCH = 100;
  private static final int WARM_UP = 15;
  private static final int STEPS = 60;
  private static final int EVALUATED_BATCHES = 20;
  private static final int DRAWN = 1_000;
  private static final int FITS = 5;
  private static final CnnParams PARAMS = CnnParams.defaults();

  private GrowthWorker() {}

  /** Answers the command {@code AXIS SIZE FOLDER} with the seconds of the axis's parts. */
  public static void main(String[] args) throws IOException {
    CommandHandler.serve(
        () -> {
          TensorFlow.version(); // loads the natives, whose time is none of the work's
          return words ->
              Answer.of(
                  Axis.valueOf(words[0]).seconds(Integer.parseInt(words[1]), Path.of(words[2])));
        });
  }

  static double[] steps(int steps, Path folder) {
    var input = examples(Digits.draw(DRAWN, 42)).shuffledBatches(BATCH, 42);
    Estimator cnn = estimator(PARAMS, folder);
    return new double[] {Stopwatch.seconds(() -> cnn.train(input, Steps.more(steps)))};
  }

  static double[] batch(int batch, Path folder) {
    Examples digits = examples(Digits.draw(EVALUATED_BATCHES * batch, 42));
    Estimator cnn = estimator(PARAMS, folder);
    return new double[] {
      step(cnn, digits, batch), Stopwatch.seconds(() -> cnn.evaluate(digits.batches(batch)))
    };
  }

  /** Filters of the first convolution, and of the second one. */
  static double[] filters(int filters, Path folder) {
    Examples digits = examples(Digits.draw(DRAWN, 42));
    Estimator first =
        estimator(withFilters(filters, PARAMS.convFilters().get(1)), folder.resolve("1"));
    Estimator second =
        estimator(withFilters(PARAMS.convFilters().get(0), filters), folder.resolve("2"));
    return new double[] {step(first, digits, BATCH), step(second, digits, BATCH)};
  }

  /**
   * Work on a whole data set, and a training step, which picks its images from all over it. The
   * data set is the same digits again and again, as their content doesn't matter here.
   */
  static double[] images(int count, Path folder) {
    LabeledImages drawn = Digits.draw(DRAWN, 42);
    Estimator cnn = estimator(PARAMS, folder);
    cnn.train(examples(drawn).shuffledBatches(BATCH, 42), Steps.more(1));
    dataSet(cnn, drawn); // to warm up
    return dataSet(cnn, drawn.select(IntStream.range(0, count).map(i -> i % DRAWN).toArray()));
  }

  private static double[] dataSet(Estimator cnn, LabeledImages images) {
    Examples examples = examples(images);
    double evaluation = Stopwatch.seconds(() -> cnn.evaluate(examples.batches(128)));
    double step = step(cnn, examples, BATCH);
    // The least of some times, as one is soon done and easily disturbed.
    double[] fits = Stopwatch.secondsOfEach(0, FITS, () -> MinMaxScaler.fit(images.images()));
    return new double[] {evaluation, step, Arrays.stream(fits).min().orElseThrow()};
  }

  private static double step(Estimator cnn, Examples digits, int batch) {
    try (var training = PausableTraining.start(cnn, digits.shuffledBatches(batch, 42))) {
      return Statistics.median(training.secondsOfSteps(WARM_UP, STEPS));
    }
  }

  private static Examples examples(LabeledImages images) {
    return Examples.of(images, MinMaxScaler.unit(784));
  }

  private static CnnParams withFilters(int first, int second) {
    return PARAMS.withLayers(List.of(first, second), PARAMS.denseUnits());
  }

  private static Estimator estimator(CnnParams params, Path modelDir) {
    return Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir));
  }
}
