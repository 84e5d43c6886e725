package io.github.tfestimator.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What the project wants to reach.
 *
 * @param what of which number
 * @param value what it is
 * @param limit what it may be at most, or at least
 * @param isLeast whether the limit is the least
 */
record Target(String what, double value, double limit, boolean isLeast) {
  boolean isReached() {
    return isLeast ? value >= limit : value <= limit;
  }

  /** Those whose numbers were measured. */
  static List<Target> of(Results results) {
    List<Target> targets = new ArrayList<>();
    ratio(targets, results, Measurement.STEP, Name.BARE, 1.05);
    ratio(targets, results, Measurement.STEP, Name.DJL, 0.50);
    ratio(targets, results, Measurement.STEP, Name.DL4J, 0.05);
    ratio(targets, results, Measurement.EVALUATION, Name.DJL, 0.40);
    ratio(targets, results, Measurement.RATE_128, Name.DJL, 0.40);
    ratio(targets, results, Measurement.P50, Name.ONNX, 1.5);
    results
        .rooflineShare()
        .ifPresent(share -> targets.add(new Target("training step / roofline", share, 0.55, true)));
    atMost(targets, "peak memory of a short training, GiB", memory(results), 1.0);
    atMost(targets, "start-up, s", results.median(Measurement.START_UP, Name.OURS), 2.0);
    return targets;
  }

  private static OptionalDouble memory(Results results) {
    return results.median(Measurement.TRAINING_MEMORY, Name.OURS).stream()
        .map(mib -> mib / 1024)
        .findFirst();
  }

  private static void ratio(
      List<Target> targets, Results results, Measurement measurement, Name other, double limit) {
    String what = "%s, time: ours / %s".formatted(measurement.label(), other.label());
    atMost(targets, what, results.ratio(measurement, other), limit);
  }

  private static void atMost(
      List<Target> targets, String what, OptionalDouble value, double limit) {
    value.ifPresent(found -> targets.add(new Target(what, found, limit, false)));
  }
}
