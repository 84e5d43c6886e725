package io.github.tfestimator.parity;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.data.Mnist;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * One training on MNIST, the twin of {@code scripts/parity/learning_curve.py}. {@code
 * scripts/parity/learning-curves} runs both.
 */
public final class LearningCurve {
  private static final int BATCH = 100;
  private static final int EVERY = 10;
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private LearningCurve() {}

  /**
   * Trains, and writes the losses and the accuracy.
   *
   * @param args folder of MNIST, learning rate, dropout rate, seed (0 to begin with the formula's
   *     weights), steps, file for the loss of every tenth step and the accuracy
   * @throws IOException if a folder or file can't be used
   */
  public static void main(String[] args) throws IOException {
    LOG.setLevel(Level.WARNING);
    DataSplit mnist = Mnist.read(Path.of(args[0]));
    int seed = Integer.parseInt(args[3]);
    int steps = Integer.parseInt(args[4]);
    var params =
        CnnParams.defaults().withRates(Float.parseFloat(args[2]), Float.parseFloat(args[1]));
    Path modelDir = Files.createTempDirectory("learning-curve");
    try {
      var cnn = Estimator.of(new CnnModelFn(params), RunConfig.in(modelDir).withSeed(seed));
      var losses = new Losses();
      var input = new GivenBatches(steps, step -> batch(mnist.train(), seed, step));
      SessionRunHook[] hooks = {losses, new FormulaWeights()};
      cnn.train(input, Steps.more(steps), seed == 0 ? hooks : new SessionRunHook[] {losses});
      var test = Examples.of(mnist.test(), MinMaxScaler.unit(784));
      double accuracy = cnn.evaluate(test.batches(128)).accuracy();
      Files.write(Path.of(args[5]), losses.rows(accuracy));
    } finally {
      AtomicFiles.deleteTree(modelDir);
    }
  }

  private static Batch batch(LabeledImages train, int seed, int step) {
    int[] rows =
        IntStream.range(step * BATCH, (step + 1) * BATCH)
            .map(i -> (int) (Formula.hash(200 + seed, i) % train.size()))
            .toArray();
    LabeledImages selection = train.select(rows);
    return Formula.batch(selection.images(), selection.labels());
  }

  private static final class Losses implements SessionRunHook {
    private final List<String> rows = new ArrayList<>();

    @Override
    public void afterRun(RunContext context, RunValues values) {
      if (context.iteration() % EVERY == 0) {
        rows.add(context.iteration() + "," + values.loss());
      }
    }

    List<String> rows(double accuracy) {
      rows.add("accuracy," + accuracy);
      return rows;
    }
  }
}
