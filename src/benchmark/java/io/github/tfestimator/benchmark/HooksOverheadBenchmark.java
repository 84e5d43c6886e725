package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.TrainingWithoutHooks;
import io.github.tfestimator.input.InputFn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The cost of all default hooks together: steps of the full-size network by {@link Estimator#train}
 * with its defaults, over those of the same loop with no hook. Both start from the same initial
 * values and see the same batches, so they compute the same.
 *
 * <p>They run in turns of five steps. All time counts, as hooks do most of their work at one step
 * of a hundred.
 *
 * <p>On an idle machine: {@code scripts/benchmark hooks [STEPS]}.
 */
public final class HooksOverheadBenchmark {
  private static final int BATCH = 100;
  private static final int WARM_UP_TURNS = 10;
  private static final int STEPS_PER_TURN = 5;
  private static final CnnModelFn MODEL_FN = new CnnModelFn(CnnParams.defaults());

  private HooksOverheadBenchmark() {}

  /** Runs with the number of steps of each of the two, 2,000 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int min = 2 * WARM_UP_TURNS * STEPS_PER_TURN;
    Benchmark.main(args, 2_000, min, HooksOverheadBenchmark::run);
  }

  private static boolean run(int steps, Path folder) {
    InputFn input =
        Examples.of(Digits.draw(2_000, 42), MinMaxScaler.unit(784)).shuffledBatches(BATCH, 42);
    Estimator hooked = Estimator.of(MODEL_FN, RunConfig.in(folder.resolve("hooks")));
    RunConfig bare = RunConfig.in(folder.resolve("none"));
    int turns = steps / STEPS_PER_TURN - WARM_UP_TURNS;
    Results<Hooks, Time> results;
    try (var with = PausableTraining.start(hooked, input);
        var without =
            PausableTraining.start(
                input,
                pausing ->
                    TrainingWithoutHooks.run(MODEL_FN, bare, pausing, PausableTraining.ENDLESS))) {
      Interleaver.Turn<Hooks, Time> turn =
          (hooks, values) -> {
            var training = hooks == Hooks.ALL_HOOKS ? with : without;
            double[] seconds = training.secondsOfSteps(0, STEPS_PER_TURN);
            values.accept(Time.TRAINING_STEP, Statistics.mean(seconds));
          };
      var interleaver = new Interleaver<Hooks, Time>(List.of(Hooks.values()));
      interleaver.warmUp(WARM_UP_TURNS, List.of(turn));
      results = interleaver.run(turns, List.of(turn), round -> {});
    }
    double all = Statistics.mean(results.values(Time.TRAINING_STEP, Hooks.ALL_HOOKS));
    double none = Statistics.mean(results.values(Time.TRAINING_STEP, Hooks.NO_HOOK));
    var report = new Report();
    report.line(
        "%d turns of %d steps; means: a step with hooks %.2f ms, without %.2f ms, ratio %.4f",
        turns, STEPS_PER_TURN, all * 1e3, none * 1e3, all / none);
    report.results(results, List.of(Time.values()));
    System.out.println(report.text());
    return true;
  }

  private enum Hooks implements Labeled {
    ALL_HOOKS,
    NO_HOOK
  }

  private enum Time implements Quantity {
    TRAINING_STEP
  }
}
