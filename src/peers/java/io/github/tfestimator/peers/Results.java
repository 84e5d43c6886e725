package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Median;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** What was measured, round by round. */
final class Results {
  private final Map<Measurement, Map<Name, List<Double>>> values = new EnumMap<>(Measurement.class);

  void add(Name name, Map<Measurement, Double> measured) {
    measured.forEach(
        (measurement, value) ->
            values
                .computeIfAbsent(measurement, m -> new EnumMap<>(Name.class))
                .computeIfAbsent(name, n -> new ArrayList<>())
                .add(value));
  }

  /** Of each round; empty if it wasn't measured. */
  List<Double> rounds(Measurement measurement, Name name) {
    return values.getOrDefault(measurement, Map.of()).getOrDefault(name, List.of());
  }

  OptionalDouble median(Measurement measurement, Name name) {
    return median(rounds(measurement, name));
  }

  /** The median of the rounds' ratios of ours to another's: below 1, ours takes less. */
  OptionalDouble ratio(Measurement measurement, Name other) {
    List<Double> ours = rounds(measurement, Name.OURS);
    List<Double> others = rounds(measurement, other);
    int rounds = Math.min(ours.size(), others.size());
    return median(IntStream.range(0, rounds).mapToObj(i -> ours.get(i) / others.get(i)).toList());
  }

  /** Which part of the matrix product's speed a training step of ours reaches. */
  OptionalDouble rooflineShare() {
    List<Double> steps = rounds(Measurement.STEP, Name.OURS);
    List<Double> products = rounds(Measurement.PRODUCT, Name.OURS);
    int rounds = Math.min(steps.size(), products.size());
    return median(
        IntStream.range(0, rounds)
            .mapToObj(i -> StepFlops.count() / (steps.get(i) * products.get(i)))
            .toList());
  }

  private static OptionalDouble median(List<Double> values) {
    double[] all = values.stream().mapToDouble(Double::doubleValue).toArray();
    return all.length == 0 ? OptionalDouble.empty() : OptionalDouble.of(Median.of(all));
  }
}
