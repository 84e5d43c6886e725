package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.data.Batch;
import io.github.tfestimator.data.Digits;
import io.github.tfestimator.data.Examples;
import io.github.tfestimator.data.InputFn;
import io.github.tfestimator.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.TrainingWithoutHooks;
import io.github.tfestimator.files.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.SortedMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * How much all default hooks together cost: steps of the full-size network by {@link
 * Estimator#train} with its defaults, over those of the same loop with no hook, in turns. Both
 * start from the same initial values and see the same batches, so they compute the same. What is
 * timed is 100 steps together, because hooks do their work every 100 steps; the median of the
 * rounds is what counts.
 *
 * <p>On an idle machine: {@code scripts/benchmark hooks [ROUNDS]}.
 */
public final class HooksOverheadBenchmark {
  private static final int BATCH = 100;
  private static final int WARM_UP = 20;
  private static final int STEPS = 100;
  private static final CnnModelFn MODEL_FN = new CnnModelFn(CnnParams.defaults());

  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private HooksOverheadBenchmark() {}

  /**
   * @param args the number of rounds, 10 if none is given
   * @throws IOException if a temporary model directory can't be used
   */
  public static void main(String[] args) throws IOException {
    int rounds = args.length == 0 ? 10 : Integer.parseInt(args[0]);
    LOG.setLevel(Level.WARNING);
    InputFn input =
        Examples.of(Digits.draw(2_000, 42), MinMaxScaler.unit(784)).shuffledBatches(BATCH, 42);
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
      double hooked = hooked(new Stopwatch(input));
      double bare = bare(new Stopwatch(input));
      ratios[round] = hooked / bare;
      print("round %2d: a step with hooks %.2f ms", round + 1, hooked);
      print(", without %.2f ms, ratio %.4f%n", bare, ratios[round]);
    }
    print("median of %d rounds: ratio %.4f%n", rounds, Median.of(ratios));
  }

  private static double hooked(Stopwatch input) throws IOException {
    Path modelDir = Files.createTempDirectory("benchmark");
    try {
      Estimator.of(MODEL_FN, RunConfig.in(modelDir)).train(input, steps());
      return input.millisPerStep();
    } finally {
      WholeFiles.deleteTree(modelDir);
    }
  }

  private static double bare(Stopwatch input) {
    TrainingWithoutHooks.run(MODEL_FN, RunConfig.in(Path.of("unused")), input, steps());
    return input.millisPerStep();
  }

  /** One more than is timed: when the last batch is asked for, the step before it is over. */
  private static Steps steps() {
    return Steps.more(WARM_UP + STEPS + 1);
  }

  private static void print(String format, Object... values) {
    System.out.printf(Locale.ROOT, format, values);
  }

  /** Times the steps by when the loop asks for batches, as there is no hook to do it. */
  private static final class Stopwatch implements InputFn {
    private final InputFn input;
    private long begin;
    private long end;

    Stopwatch(InputFn input) {
      this.input = input;
    }

    double millisPerStep() {
      return (end - begin) / 1e6 / STEPS;
    }

    @Override
    public SortedMap<String, Integer> featureWidths() {
      return input.featureWidths();
    }

    @Override
    public boolean repeats() {
      return input.repeats();
    }

    @Override
    public Iterator<Batch> from(long first) {
      Iterator<Batch> batches = input.from(first);
      return new Iterator<>() {
        private int asked;

        @Override
        public boolean hasNext() {
          return batches.hasNext();
        }

        @Override
        public Batch next() {
          if (asked == WARM_UP) {
            begin = System.nanoTime();
          } else if (asked == WARM_UP + STEPS) {
            end = System.nanoTime();
          }
          asked++;
          return batches.next();
        }
      };
    }
  }
}
