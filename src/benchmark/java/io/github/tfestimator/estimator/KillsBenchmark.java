package io.github.tfestimator.estimator;

import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.benchmark.Benchmark;
import io.github.tfestimator.checkpoint.CheckpointReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/**
 * Two workers that train in step, through kills. Fails if the variables at the end aren't, bit for
 * bit, those of an undisturbed training on two devices of one process.
 *
 * <p>{@code scripts/benchmark kills [TIMES]}.
 */
public final class KillsBenchmark {
  private static final int WORKERS = 2;
  private static final int BATCH = 16;
  private static final int STEPS_PER_KILL = 50;
  private static final int PAUSE_MILLIS = 50;
  private static final int TIMEOUT_SECONDS = 60;

  private KillsBenchmark() {}

  /** Runs with the number of kills, 20 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 20, 1, KillsBenchmark::run);
  }

  private static boolean run(int kills, Path folder) throws IOException, InterruptedException {
    int steps = 100 + STEPS_PER_KILL * kills;
    Path killed = folder.resolve("killed");
    long start = System.nanoTime();
    String summary;
    try (var cluster =
        new KilledCluster(
            new LocalCluster(WORKERS, 0).configs(),
            ClusterProcess.STEP,
            config -> ClusterProcess.start(config, killed, steps, TIMEOUT_SECONDS, PAUSE_MILLIS))) {
      cluster.train(kills);
      summary = cluster.summary();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Path undisturbed = folder.resolve("undisturbed");
    TinyModel.with(RunConfig.in(undisturbed).withDevices("cpu:" + WORKERS))
        .train(
            SyntheticInput.endless(TinyModel.WIDTH, TinyModel.CLASSES, BATCH), Steps.upTo(steps));
    boolean isEqual = variables(killed).equals(variables(undisturbed));
    System.out.printf(
        Locale.ROOT,
        "%d kills in %d steps, %s, %.0f s: %s%n",
        kills,
        steps,
        summary,
        seconds,
        isEqual ? "the bits of the undisturbed training" : "OTHER BITS");
    return isEqual;
  }

  private static List<String> variables(Path dir) {
    return CheckpointReader.newestIn(dir).orElseThrow().variables().stream()
        .map(variable -> variable.name() + " " + variable.sha256())
        .toList();
  }
}
