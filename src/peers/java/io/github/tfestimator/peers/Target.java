package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Results;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * A number that the project wants to reach.
 *
 * @param what the number's name
 * @param value what it is
 * @param limit what it should be at most, or at least
 * @param isMinimum whether the limit is the least
 */
record Target(String what, double value, double limit, boolean isMinimum) {
  boolean isReached() {
    return isMinimum ? value >= limit : value <= limit;
  }

  /** Returns the targets whose numbers were measured. */
  static List<Target> of(Comparison comparison) {
    Results<FrameworkName, Measurement> results = comparison.results();
    List<Target> targets = new ArrayList<>();
    ratio(targets, results, Measurement.STEP, FrameworkName.BARE, 1.05);
    ratio(targets, results, Measurement.STEP, FrameworkName.DJL, 0.50);
    ratio(targets, results, Measurement.STEP, FrameworkName.DL4J, 0.05);
    ratio(targets, results, Measurement.EVALUATION, FrameworkName.DJL, 0.40);
    ratio(targets, results, Measurement.RATE_128, FrameworkName.DJL, 0.40);
    ratio(targets, results, Measurement.P50, FrameworkName.ONNX, 1.5);
    comparison
        .rooflineShare()
        .ifPresent(share -> targets.add(new Target("training step / roofline", share, 0.55, true)));
    atMost(targets, "peak memory of a short training, GiB", memory(results), 1.0);
    atMost(targets, "start-up, s", results.median(Measurement.START_UP, FrameworkName.OURS), 2.0);
    return targets;
  }

  private static OptionalDouble memory(Results<FrameworkName, Measurement> results) {
    return results.median(Measurement.TRAINING_MEMORY, FrameworkName.OURS).stream()
        .map(mib -> mib / 1024)
        .findFirst();
  }

  private static void ratio(
      List<Target> targets,
      Results<FrameworkName, Measurement> results,
      Measurement measurement,
      FrameworkName other,
      double limit) {
    String what = "%s, time: ours / %s".formatted(measurement.label(), other.label());
    atMost(targets, what, results.ratio(measurement, other), limit);
  }

  private static void atMost(
      List<Target> targets, String what, OptionalDouble value, double limit) {
    value.ifPresent(figure -> targets.add(new Target(what, figure, limit, false)));
  }
}
