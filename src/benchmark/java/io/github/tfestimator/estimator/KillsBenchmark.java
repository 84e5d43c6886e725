package io.github.tfestimator.estimator;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.benchmark.Benchmark;
import io.github.tfestimator.checkpoint.CheckpointReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Two workers that train in step, of which a random one is killed at a random moment, again and
 * again; whoever ends is started again. Fails if the variables at the end aren't, bit for bit,
 * those of an undisturbed training on two devices of one process.
 *
 * <p>{@code scripts/benchmark kills [TIMES]}.
 */
public final class KillsBenchmark {
  private static final long SEED = 20;
  private static final int WORKERS = 2;
  private static final int BATCH = 16;
  private static final int STEPS_PER_KILL = 50;
  private static final int PAUSE_MILLIS = 50;
  private static final int TIMEOUT_SECONDS = 60;

  /** Moments of a kill: after so many further steps, or after so long, while tasks start too. */
  private static final int MAX_STEPS_BEFORE_KILL = 40;

  private static final int MAX_MILLIS_BEFORE_KILL = 4_000;
  private static final long TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final int KILLED = 137;

  /** A task that was lost or lost another one, aborted, was killed, or crashed. */
  private static final Set<Integer> RESTARTED = Set.of(75, 134, KILLED, 139);

  private final Random random = new Random(SEED);
  private final List<String> configs;
  private final Path dir;
  private final int steps;
  private final List<ChildProcess> tasks = new ArrayList<>();
  private final Map<Integer, Integer> exits = new TreeMap<>();
  private int starts;

  private KillsBenchmark(List<String> configs, Path dir, int steps) {
    this.configs = configs;
    this.dir = dir;
    this.steps = steps;
  }

  /** Runs with the number of kills, 20 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 20, 1, KillsBenchmark::run);
  }

  private static boolean run(int kills, Path folder) throws IOException, InterruptedException {
    int steps = 100 + STEPS_PER_KILL * kills;
    Path killed = folder.resolve("killed");
    var campaign = new KillsBenchmark(new LocalCluster(WORKERS, 0).configs(), killed, steps);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(() -> List.copyOf(campaign.tasks).forEach(ChildProcess::close)));
    long start = System.nanoTime();
    try {
      campaign.train(kills);
    } finally {
      campaign.tasks.forEach(ChildProcess::close);
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Path undisturbed = folder.resolve("undisturbed");
    TinyModel.with(RunConfig.in(undisturbed).withDevices("cpu:" + WORKERS))
        .train(
            SyntheticInput.endless(TinyModel.WIDTH, TinyModel.CLASSES, BATCH), Steps.upTo(steps));
    boolean isEqual = variables(killed).equals(variables(undisturbed));
    System.out.printf(
        Locale.ROOT,
        "%d kills in %d steps of %d workers, %d starts, exit codes %s, %.0f s: %s%n",
        kills,
        steps,
        WORKERS,
        campaign.starts,
        campaign.exits,
        seconds,
        isEqual ? "the bits of the undisturbed training" : "OTHER BITS");
    return isEqual;
  }

  private void train(int kills) throws IOException, InterruptedException {
    for (int task = 0; task < WORKERS; task++) {
      tasks.add(start(task));
    }
    for (int killed = 0; killed < kills; ) {
      awaitMoment();
      if (tasks.stream().allMatch(each -> hasEnded(each, 0))) {
        throw new IllegalStateException("The training ended before all kills: give more steps");
      }
      int task = random.nextInt(WORKERS);
      tasks.get(task).kill();
      // It may have been ending anyway.
      if (hasEnded(tasks.get(task), KILLED)) {
        killed++;
        System.err.printf(
            "kill %d of %d: %s after %s%n",
            killed, kills, task == 0 ? "chief" : "worker", last(task));
      }
      restart();
    }
    long end = System.nanoTime() + TIMEOUT_NANOS;
    while (!tasks.stream().allMatch(each -> hasEnded(each, 0))) {
      restart();
      requireBefore(end);
    }
    tasks.forEach(task -> exits.merge(0, 1, Integer::sum));
  }

  private void awaitMoment() throws IOException, InterruptedException {
    long end = System.nanoTime() + TIMEOUT_NANOS;
    if (random.nextBoolean()) {
      int until = 1 + random.nextInt(MAX_STEPS_BEFORE_KILL);
      while (tasks.stream().noneMatch(task -> stepsOf(task) >= until)) {
        restart();
        requireBefore(end);
      }
    } else {
      long moment =
          System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(random.nextInt(MAX_MILLIS_BEFORE_KILL));
      while (System.nanoTime() < moment) {
        restart();
      }
    }
  }

  /** Starts again whoever has ended, as a supervisor does. */
  private void restart() throws IOException, InterruptedException {
    Thread.sleep(20);
    for (int task = 0; task < WORKERS; task++) {
      ChildProcess process = tasks.get(task);
      if (process.isAlive() || process.exitCode() == 0) {
        continue;
      }
      exits.merge(process.exitCode(), 1, Integer::sum);
      if (!RESTARTED.contains(process.exitCode())) {
        throw new IllegalStateException(
            "A task ended with %d:%n%s"
                .formatted(process.exitCode(), String.join("\n", process.lines())));
      }
      tasks.set(task, start(task));
    }
  }

  private ChildProcess start(int task) throws IOException {
    starts++;
    return ClusterProcess.start(configs.get(task), dir, steps, TIMEOUT_SECONDS, PAUSE_MILLIS);
  }

  private void requireBefore(long end) {
    if (System.nanoTime() > end) {
      throw new IllegalStateException(
          "The tasks hang. Their last lines: %s and %s".formatted(last(0), last(1)));
    }
  }

  private String last(int task) {
    List<String> lines = tasks.get(task).lines();
    return lines.isEmpty() ? "its start" : lines.get(lines.size() - 1);
  }

  private static int stepsOf(ChildProcess task) {
    return task.linesWith(ClusterProcess.STEP).size();
  }

  private static boolean hasEnded(ChildProcess task, int code) {
    try {
      return !task.isAlive() && task.exitCode() == code;
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nothing interrupts the benchmark's threads.", e);
    }
  }

  private static List<String> variables(Path dir) {
    return CheckpointReader.newestIn(dir).orElseThrow().variables().stream()
        .map(variable -> variable.name() + " " + variable.sha256())
        .toList();
  }
}
