package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Report;
import io.github.tfestimator.benchmark.Workspace;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.Mnist;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/benchmark race}. */
@Command(
    name = "scripts/benchmark race",
    description = {
      "Trains the tutorial's network on MNIST by this project's recipe fast, by DJL on PyTorch and by"
          + " DL4J's SameDiff: each with that recipe and with the one that its own MNIST example"
          + " ships. Seconds are those of whole processes, by turns, with the evaluation of the"
          + " tutorial's 14,000 test images. Beside them the recipe sprint, with a smaller network;"
          + " Keras and Python's Estimator if PYTHON names a Python with TensorFlow 2.15.",
      "On an idle machine, Linux on x86-64 only. MNIST_DIR names MNIST's folder, else the cache is"
          + " used. The first time Maven downloads the libraries."
    },
    sortOptions = false)
public final class RaceCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      defaultValue = "5",
      description = "how many trainings of each; default ${DEFAULT-VALUE}")
  private int seeds;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "contestants, of ${COMPLETION-CANDIDATES}; default all")
  private Set<Contestant> only = EnumSet.copyOf(Contestant.here());

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      defaultValue = "" + Integer.MAX_VALUE,
      showDefaultValue = CommandLine.Help.Visibility.NEVER,
      description = "end each training after N steps, to try the race itself")
  private int maxSteps;

  @Option(names = "--json", description = "one JSON object with each training's values")
  private boolean json;

  @Option(names = "--help", usageHelp = true, description = "this help")
  private boolean help;

  private RaceCommand() {}

  /**
   * Runs the command and exits with its code: 0 done, 1 failed, 2 wrong usage.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    CommandStart.run(new RaceCommand(), args);
  }

  @Override
  public Integer call() throws IOException {
    CommandStart.requirePositive(spec, "--seeds", seeds);
    CommandStart.requirePositive(spec, "--max-steps", maxSteps);
    try (var workspace = Workspace.open()) {
      var race = new Race(workspace, data(), maxSteps, System.err);
      Report report = race.run(EnumSet.copyOf(only), seeds).report();
      System.out.println(json ? report.json() : report.text());
    }
    return 0;
  }

  /** Returns where MNIST is. A download isn't part of the race. */
  private static String data() {
    String folder = System.getenv("MNIST_DIR");
    if (folder != null) {
      return Path.of(folder).toAbsolutePath().toString();
    }
    Mnist.fetch();
    return DataSource.MNIST;
  }
}
