package io.github.tfestimator.benchmark.growth;

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
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What goes over a whole data set, and a training step, which picks its pictures from all over it.
 */
final class ImageWork {
  private static final int DRAWN = 1_000;
  private static final int BATCH = 100;
  private static final int TIMES = 5;

  private ImageWork() {}

  static Map<String, Double> images(int count, Path folder) {
    LabeledImages drawn = Digits.draw(DRAWN, 42);
    Estimator cnn = Estimator.of(new CnnModelFn(CnnParams.defaults()), RunConfig.in(folder));
    cnn.train(examples(drawn).shuffledBatches(BATCH, 42), Steps.more(1));
    seconds(cnn, drawn); // to warm up
    // The same digits again and again: what is in the pictures doesn't matter here.
    return seconds(cnn, drawn.select(IntStream.range(0, count).map(i -> i % DRAWN).toArray()));
  }

  private static Map<String, Double> seconds(Estimator cnn, LabeledImages images) {
    Examples examples = examples(images);
    Map<String, Double> seconds = new LinkedHashMap<>();
    seconds.put("evaluation", Stopwatch.seconds(() -> cnn.evaluate(examples.batches(128))));
    seconds.put("training step", TrainingWork.step(cnn, examples, BATCH));
    seconds.put(
        "fitting the scaler",
        Stopwatch.leastSeconds(TIMES, () -> MinMaxScaler.fit(images.images())));
    return seconds;
  }

  private static Examples examples(LabeledImages images) {
    return Examples.of(images, MinMaxScaler.unit(784));
  }
}
