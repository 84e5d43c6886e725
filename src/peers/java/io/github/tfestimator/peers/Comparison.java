package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Interleaver;
import io.github.tfestimator.benchmark.Interleaver.Turn;
import io.github.tfestimator.benchmark.Results;
import io.github.tfestimator.benchmark.Statistics;
import io.github.tfestimator.benchmark.Workspace;
import java.io.PrintStream;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * A comparison of frameworks, measured by turns.
 *
 * @param machine where
 * @param versions of what computes, by framework
 * @param rounds how many
 * @param same whether all compute the same
 * @param results the measurements
 */
record Comparison(
    Machine machine,
    Map<FrameworkName, String> versions,
    int rounds,
    SameFunction same,
    Results<FrameworkName, Measurement> results) {
  private static final long PAUSE_MILLIS = 300;

  /**
   * Measures.
   *
   * @param names the project's first
   */
  static Comparison run(
      Workspace workspace, List<FrameworkName> names, int rounds, PrintStream progress) {
    Map<FrameworkName, FrameworkProcess> processes = new EnumMap<>(FrameworkName.class);
    Map<FrameworkName, String> versions = new EnumMap<>(FrameworkName.class);
    for (FrameworkName name : names) {
      var process = FrameworkProcess.start(workspace, name);
      processes.put(name, process);
      if (name == FrameworkName.OURS) {
        // The others read them.
        process.worker().send("weights", workspace.folder());
      }
      versions.put(name, process.worker().send("versions").text());
      process.prepare();
    }
    progress.println("checking that all compute the same");
    SameFunction same =
        SameFunction.check(List.copyOf(processes.values()), Weights.read(workspace.folder()));
    var measurements = new MeasurementTurns(workspace);
    var turns = measurements.all().stream().map(turn -> afterPause(turn, processes)).toList();
    var interleaver = new Interleaver<FrameworkName, Measurement>(names);
    progress.println("warming up");
    interleaver.warmUp(1, turns);
    interleaver.run(
        rounds, turns, round -> progress.printf("round %d of %d is done%n", round, rounds));
    progress.println("peak memory, in fresh processes");
    Turn<FrameworkName, Measurement> memory = afterPause(measurements::peakMemory, processes);
    Results<FrameworkName, Measurement> results = interleaver.run(1, List.of(memory), round -> {});
    processes.values().forEach(FrameworkProcess::close);
    return new Comparison(Machine.here(), versions, rounds, same, results);
  }

  /** The share of the matrix product's speed that a training step of ours reaches. */
  OptionalDouble rooflineShare() {
    double[] steps = results.values(Measurement.STEP, FrameworkName.OURS);
    double[] products = results.values(Measurement.PRODUCT, FrameworkName.OURS);
    return steps.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(
            Statistics.median(
                IntStream.range(0, steps.length)
                    .mapToDouble(i -> Roofline.stepFlops() / (steps[i] * products[i]))
                    .toArray()));
  }

  /** A turn that begins when the threads of the process before no longer spin. */
  private static Turn<FrameworkName, Measurement> afterPause(
      Turn<FrameworkProcess, Measurement> turn, Map<FrameworkName, FrameworkProcess> processes) {
    return (name, values) -> {
      try {
        Thread.sleep(PAUSE_MILLIS);
      } catch (InterruptedException e) {
        throw new IllegalStateException("Nothing interrupts the benchmark.", e);
      }
      turn.take(processes.get(name), values);
    };
  }
}
