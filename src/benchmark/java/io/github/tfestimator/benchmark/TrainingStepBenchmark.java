package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.input.InputFn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The cost of the estimator's training step, with its default hooks and its reading and scaling of
 * batches, over that of the bare loop: both by turns in one run, medians of steps.
 *
 * <p>On an idle machine: {@code scripts/benchmark step [ROUNDS]}.
 */
public final class TrainingStepBenchmark {
  private static final int BATCH = 100;
  private static final int WARM_UP = 20;
  private static final int STEPS = 100;

  private TrainingStepBenchmark() {}

  /** Runs with the number of rounds, 10 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 10, 1, TrainingStepBenchmark::run);
  }

  private static boolean run(int rounds, Path modelDir) {
    InputFn input =
        Examples.of(Digits.draw(2_000, 42), MinMaxScaler.unit(784)).shuffledBatches(BATCH, 42);
    Estimator estimator =
        Estimator.of(new CnnModelFn(CnnParams.defaults()), RunConfig.in(modelDir));
    var interleaver = new Interleaver<Loop, Time>(List.of(Loop.values()));
    Results<Loop, Time> results;
    try (var training = PausableTraining.start(estimator, input);
        var bare = new PreparedBareLoop(new BareLoop(), input)) {
      Interleaver.Turn<Loop, Time> turn =
          (loop, values) -> {
            double[] steps =
                loop == Loop.ESTIMATOR
                    ? training.secondsOfSteps(WARM_UP, STEPS)
                    : Stopwatch.secondsOfEach(WARM_UP, STEPS, bare::step);
            values.accept(Time.TRAINING_STEP, Statistics.median(steps));
          };
      results =
          interleaver.run(
              rounds, List.of(turn), round -> System.err.printf("round %d of %d%n", round, rounds));
    }
    var report = new Report();
    report.line("medians of %d rounds, batch %d", rounds, BATCH);
    report.results(results, List.of(Time.values()));
    System.out.println(report.text());
    return true;
  }

  private enum Loop implements Labeled {
    ESTIMATOR,
    BARE_LOOP
  }

  private enum Time implements Quantity {
    TRAINING_STEP
  }
}
