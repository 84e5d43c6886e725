package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.TrainingWithoutHooks;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How much all default hooks together cost: steps of the full-size network by {@link
 * Estimator#train} with its defaults, over those of the same loop with no hook. Both start from the
 * same initial values and see the same batches, so they compute the same.
 *
 * <p>They run in turns of five steps, so that what else the machine does hits both alike. All time
 * counts, as hooks do most of their work at one step of a hundred.
 *
 * <p>On an idle machine: {@code scripts/benchmark hooks [STEPS]}.
 */
public final class HooksOverheadBenchmark {
  private static final int BATCH = 100;
  private static final int WARM_UP_TURNS = 10;
  private static final CnnModelFn MODEL_FN = new CnnModelFn(CnnParams.defaults());

  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private HooksOverheadBenchmark() {}

  /**
   * @param args how many steps each of the two takes, 2,000 if none is given
   * @throws IOException if a temporary model directory can't be used
   * @throws InterruptedException never
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    int steps = args.length == 0 ? 2_000 : Integer.parseInt(args[0]);
    int least = 2 * WARM_UP_TURNS * Turns.STEPS;
    if (steps < least) {
      throw new IllegalArgumentException("steps (" + steps + ") must be " + least + " or more");
    }
    LOG.setLevel(Level.WARNING);
    InputFn input =
        Examples.of(Digits.draw(2_000, 42), MinMaxScaler.unit(784)).shuffledBatches(BATCH, 42);
    Path folder = Files.createTempDirectory("benchmark");
    try {
      var turns = new Turns();
      InputFn first = turns.input(0, input);
      InputFn second = turns.input(1, input);
      RunConfig config = RunConfig.in(folder.resolve("hooks"));
      RunConfig bare = RunConfig.in(folder.resolve("none"));
      Thread other =
          new Thread(
              () ->
                  turns.play(
                      () -> TrainingWithoutHooks.run(MODEL_FN, bare, second, Steps.more(steps))),
              "none");
      other.start();
      turns.play(() -> Estimator.of(MODEL_FN, config).train(first, Steps.more(steps)));
      other.join();
      print(turns.millisPerStep(0), turns.millisPerStep(1));
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  private static void print(double[] hooked, double[] bare) {
    int count = Math.min(hooked.length, bare.length);
    double[] ratios = new double[count - WARM_UP_TURNS];
    double allHooked = 0;
    double allBare = 0;
    for (int i = WARM_UP_TURNS; i < count; i++) {
      ratios[i - WARM_UP_TURNS] = hooked[i] / bare[i];
      allHooked += hooked[i];
      allBare += bare[i];
    }
    System.out.printf(
        Locale.ROOT,
        "%d turns of %d steps: a step with hooks %.2f ms, without %.2f ms, ratio %.4f;"
            + " median of the turns' ratios %.4f%n",
        ratios.length,
        Turns.STEPS,
        allHooked / ratios.length,
        allBare / ratios.length,
        allHooked / allBare,
        Median.of(ratios));
  }
}
