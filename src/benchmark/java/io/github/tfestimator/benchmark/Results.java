package io.github.tfestimator.benchmark;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/** The values of measurements {@code M} of subjects {@code S}, round by round. */
public final class Results<S, M> {
  private final List<S> subjects;
  private final Map<M, Map<S, List<Double>>> values = new HashMap<>();

  Results(List<S> subjects) {
    this.subjects = List.copyOf(subjects);
  }

  void add(S subject, M measurement, double value) {
    values
        .computeIfAbsent(measurement, m -> new HashMap<>())
        .computeIfAbsent(subject, s -> new ArrayList<>())
        .add(value);
  }

  /** Returns the subjects, the one first that others are compared with. */
  public List<S> subjects() {
    return subjects;
  }

  /** Returns the rounds' values in order, none if there are none. */
  public double[] values(M measurement, S subject) {
    return values.getOrDefault(measurement, Map.of()).getOrDefault(subject, List.of()).stream()
        .mapToDouble(Double::doubleValue)
        .toArray();
  }

  /** Returns the median of the rounds, empty if there are none. */
  public OptionalDouble median(M measurement, S subject) {
    return median(values(measurement, subject));
  }

  /** Returns the median of the rounds' ratios of the first subject's value to another's. */
  public OptionalDouble ratio(M measurement, S other) {
    double[] first = values(measurement, subjects.get(0));
    double[] second = values(measurement, other);
    int rounds = Math.min(first.length, second.length);
    return median(IntStream.range(0, rounds).mapToDouble(i -> first[i] / second[i]).toArray());
  }

  private static OptionalDouble median(double[] values) {
    return values.length == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Statistics.median(values));
  }
}
