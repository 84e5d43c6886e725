package io.github.tfestimator.benchmark.growth;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/** All samples of all rounds. */
final class Measurements {
  private final Map<Axis, Map<Integer, List<Sample>>> samples = new EnumMap<>(Axis.class);

  void add(Axis axis, int size, Sample sample) {
    samples
        .computeIfAbsent(axis, any -> new TreeMap<>())
        .computeIfAbsent(size, any -> new ArrayList<>())
        .add(sample);
  }

  /**
   * @return the time of each part of the work, and the memory
   */
  List<Curve> curves(Axis axis) {
    List<Curve> curves = new ArrayList<>();
    for (String part : samples.get(axis).get(axis.sizes.get(0)).get(0).seconds().keySet()) {
      curves.add(curve(axis, part, Curve.Kind.TIME, sample -> sample.seconds().get(part)));
    }
    curves.add(curve(axis, "peak memory", Curve.Kind.MEMORY, Sample::peakMib));
    return curves;
  }

  private Curve curve(Axis axis, String name, Curve.Kind kind, ToDoubleFunction<Sample> cost) {
    List<double[]> rounds =
        axis.sizes.stream()
            .map(size -> samples.get(axis).get(size).stream().mapToDouble(cost).toArray())
            .toList();
    return new Curve(name, kind, axis.sizes, rounds);
  }
}
