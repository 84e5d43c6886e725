package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Report;
import io.github.tfestimator.benchmark.Workspace;
import java.io.IOException;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code scripts/benchmark compare}. */
@Command(
    name = "scripts/benchmark compare",
    description = {
      "Compares the project with the bare TensorFlow Java loop, DJL on PyTorch, DL4J with its layers"
          + " and with SameDiff, and ONNX Runtime: the same network, weights and images, by turns in one run.",
      "On an idle machine, Linux on x86-64 only. The first time Maven downloads the libraries."
    },
    sortOptions = false)
public final class CompareCommand implements Callable<Integer> {
  @Spec private CommandSpec spec;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      defaultValue = "8",
      description = "how often each has its turn; default ${DEFAULT-VALUE}, about ten minutes")
  private int rounds;

  @Option(
      names = "--only",
      paramLabel = "NAME",
      split = ",",
      description = "others to compare with, of BARE, DJL, DL4J, SAMEDIFF, ONNX; default all")
  private Set<FrameworkName> only = EnumSet.allOf(FrameworkName.class);

  @Option(names = "--json", description = "one JSON object with every round's values")
  private boolean json;

  @Option(names = "--help", usageHelp = true, description = "this help")
  private boolean help;

  private CompareCommand() {}

  /**
   * Runs the command and exits with its code: 0 done, 1 failed, 2 wrong usage.
   *
   * @param args the command line
   */
  public static void main(String[] args) {
    CommandStart.run(new CompareCommand(), args);
  }

  @Override
  public Integer call() throws IOException {
    CommandStart.requirePositive(spec, "--rounds", rounds);
    Set<FrameworkName> names = EnumSet.of(FrameworkName.OURS);
    names.addAll(only);
    try (var workspace = Workspace.open()) {
      var comparison = Comparison.run(workspace, List.copyOf(names), rounds, System.err);
      Report report = ComparisonReport.of(comparison);
      System.out.println(json ? report.json() : report.text());
    }
    return 0;
  }
}
