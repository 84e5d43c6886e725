package io.github.tfestimator.estimator;

import com.google.gson.JsonParser;
import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.benchmark.Benchmark;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The tutorial's network on MNIST, trained by a chief, a worker and a parameter server of which a
 * random one is killed again and again, and by one undisturbed process. Fails if the accuracies
 * differ by more than 0.01.
 *
 * <p>{@code scripts/benchmark kills-ps [TIMES]}, with {@code MNIST_DIR} or MNIST in the cache.
 */
public final class AccuracyUnderKillsBenchmark {
  private static final int STEPS_PER_KILL = 100;
  private static final double MAX_DIFFERENCE = 0.01;

  private AccuracyUnderKillsBenchmark() {}

  /** Runs with the number of kills, 9 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 9, 1, AccuracyUnderKillsBenchmark::run);
  }

  private static boolean run(int kills, Path folder) throws IOException, InterruptedException {
    int steps = 600 + STEPS_PER_KILL * kills;
    Path killed = folder.resolve("killed");
    String summary;
    try (var cluster =
        new KilledCluster(
            new LocalCluster(2, 1).configs(),
            "loss = ",
            config -> ChildProcess.start(training(killed, steps, "env", "TF_CONFIG=" + config)))) {
      cluster.train(kills);
      summary = cluster.summary();
    }
    Path undisturbed = folder.resolve("undisturbed");
    result(training(undisturbed, steps));
    double first = accuracy(killed);
    double second = accuracy(undisturbed);
    System.out.printf(
        Locale.ROOT,
        "%d kills in %d steps, %s: accuracy %.4f; one process, undisturbed: %.4f%n",
        kills,
        steps,
        summary,
        first,
        second);
    return Math.abs(first - second) <= MAX_DIFFERENCE;
  }

  private static List<String> training(Path modelDir, int steps, String... before) {
    List<String> command = new ArrayList<>(List.of(before));
    command.addAll(
        program(
            "train",
            "--data",
            data(),
            "--model-dir",
            modelDir,
            "--max-steps",
            steps,
            "--batch-size",
            50,
            "--optimizer",
            "adam",
            "--save-steps",
            100,
            "--log-steps",
            5));
    return command;
  }

  private static String data() {
    return System.getenv().getOrDefault("MNIST_DIR", "mnist");
  }

  private static double accuracy(Path modelDir) throws IOException, InterruptedException {
    List<String> lines = result(program("evaluate", "--quiet", "--json", "--model-dir", modelDir));
    String json = lines.stream().filter(line -> line.startsWith("{")).findFirst().orElseThrow();
    return JsonParser.parseString(json).getAsJsonObject().get("accuracy").getAsDouble();
  }

  private static List<String> program(Object... args) {
    try {
      return ChildProcess.javaCommand(Class.forName("io.github.tfestimator.cnn.cli.Main"), args);
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs to the end; a benchmark's training takes longer than a child is waited for. */
  private static List<String> result(List<String> command)
      throws IOException, InterruptedException {
    try (var child = ChildProcess.start(command)) {
      while (child.isAlive()) {
        Thread.sleep(100);
      }
      if (child.exitCode() != 0) {
        throw new IllegalStateException(String.join("\n", child.lines()));
      }
      return child.lines();
    }
  }
}
