package io.github.tfestimator.estimator;

import io.github.tfestimator.ChildProcess;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * Tasks of a cluster, each a process, of which a random one is killed at a random moment, again and
 * again. Whoever ends is started again, as a supervisor does, until all have trained to the end.
 */
final class KilledCluster implements AutoCloseable {
  private static final long SEED = 20;

  /** Moments of a kill: after so many further lines of steps, or after so long. */
  private static final int MAX_LINES_BEFORE_KILL = 40;

  private static final int MAX_MILLIS_BEFORE_KILL = 4_000;
  private static final long TIMEOUT_NANOS = TimeUnit.MINUTES.toNanos(5);

  private static final int KILLED = 137;

  /** A task that was lost or lost another one, aborted, was killed, or crashed. */
  private static final Set<Integer> RESTARTED = Set.of(75, 134, KILLED, 139);

  /** Starts the task of a {@code TF_CONFIG}. */
  interface Starter {
    ChildProcess start(String tfConfig) throws IOException;
  }

  private final Random random = new Random(SEED);
  private final List<String> configs;
  private final String stepLine;
  private final Starter starter;
  private final List<ChildProcess> tasks = new ArrayList<>();
  private final Map<Integer, Integer> exits = new TreeMap<>();
  private int starts;

  /**
   * Prepares a cluster.
   *
   * @param configs the {@code TF_CONFIG} of each task
   * @param stepLine a text in the lines that tell a step
   */
  KilledCluster(List<String> configs, String stepLine, Starter starter) {
    this.configs = configs;
    this.stepLine = stepLine;
    this.starter = starter;
    Runtime.getRuntime().addShutdownHook(new Thread(this::close));
  }

  /** Trains to the end, through so many kills. */
  void train(int kills) throws IOException, InterruptedException {
    for (String config : configs) {
      tasks.add(start(config));
    }
    for (int killed = 0; killed < kills; ) {
      awaitMoment();
      if (haveAllEnded()) {
        throw new IllegalStateException("The training ended before all kills: give more steps");
      }
      int task = random.nextInt(tasks.size());
      tasks.get(task).kill();
      // It may have been ending anyway.
      if (hasEnded(tasks.get(task), KILLED)) {
        killed++;
        System.err.printf(
            "kill %d of %d: task %d after %s%n", killed, kills, task, last(tasks.get(task)));
      }
      restart();
    }
    long end = System.nanoTime() + TIMEOUT_NANOS;
    while (!haveAllEnded()) {
      restart();
      requireBefore(end);
    }
    tasks.forEach(task -> exits.merge(0, 1, Integer::sum));
  }

  private void awaitMoment() throws IOException, InterruptedException {
    long end = System.nanoTime() + TIMEOUT_NANOS;
    if (random.nextBoolean()) {
      int until = 1 + random.nextInt(MAX_LINES_BEFORE_KILL);
      while (tasks.stream().noneMatch(task -> task.linesWith(stepLine).size() >= until)) {
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

  private void restart() throws IOException, InterruptedException {
    Thread.sleep(20);
    for (int task = 0; task < tasks.size(); task++) {
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
      tasks.set(task, start(configs.get(task)));
    }
  }

  private ChildProcess start(String config) throws IOException {
    starts++;
    return starter.start(config);
  }

  private void requireBefore(long end) {
    if (System.nanoTime() > end) {
      throw new IllegalStateException(
          "The tasks hang. Their last lines: "
              + String.join("; ", tasks.stream().map(KilledCluster::last).toList()));
    }
  }

  private static String last(ChildProcess task) {
    List<String> lines = task.lines();
    return lines.isEmpty() ? "its start" : lines.get(lines.size() - 1);
  }

  private boolean haveAllEnded() {
    return tasks.stream().allMatch(each -> hasEnded(each, 0));
  }

  private static boolean hasEnded(ChildProcess task, int code) {
    try {
      return !task.isAlive() && task.exitCode() == code;
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nothing interrupts the benchmark's threads.", e);
    }
  }

  /** Returns how often tasks were started, and how often they ended with which code, in words. */
  String summary() {
    return "%d tasks, %d starts, exit codes %s".formatted(tasks.size(), starts, exits);
  }

  @Override
  public void close() {
    List.copyOf(tasks).forEach(ChildProcess::close);
  }
}
