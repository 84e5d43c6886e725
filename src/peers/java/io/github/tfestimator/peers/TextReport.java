package io.github.tfestimator.peers;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** A comparison for people. */
final class TextReport {
  private static final String NONE = "-";

  private final Comparison comparison;
  private final Results results;
  private final List<String> lines = new ArrayList<>();

  private TextReport(Comparison comparison) {
    this.comparison = comparison;
    results = comparison.results();
  }

  static List<String> lines(Comparison comparison) {
    var report = new TextReport(comparison);
    report.header();
    report.sameFunction();
    report.medians();
    report.ratios();
    report.targets();
    return report.lines;
  }

  private void header() {
    Machine machine = comparison.machine();
    lines.add(
        format(
            "%s, %d cores, %.0f GiB, %s, %s",
            machine.cpu(), machine.cores(), machine.memoryGib(), machine.os(), machine.jdk()));
    comparison
        .versions()
        .forEach((name, versions) -> lines.add(format("%s: %s", name.label(), versions)));
    if (!machine.settings().isEmpty()) {
      lines.add("environment: " + machine.settings());
    }
  }

  private void sameFunction() {
    lines.add("");
    lines.add(
        format(
            "All compute the same: log-probabilities of %d pictures, largest difference relative"
                + " to the largest",
            SameFunction.PICTURES));
    var table = new TextTable();
    table.row(headings("", comparison.names()));
    row(table, "from naive Java in doubles", comparison.same().predictions());
    row(table, "after two training steps, from ours", comparison.same().steps());
    lines.addAll(table.lines());
  }

  private void row(TextTable table, String what, Map<Name, Double> differences) {
    List<String> cells = new ArrayList<>(List.of(what));
    for (Name name : comparison.names()) {
      cells.add(differences.containsKey(name) ? format("%.1e", differences.get(name)) : NONE);
    }
    table.row(cells);
  }

  private void medians() {
    var table = new TextTable();
    table.row(headings("median of rounds: " + comparison.rounds(), comparison.names()));
    for (Measurement measurement : Measurement.values()) {
      List<String> cells =
          new ArrayList<>(
              List.of(format("%s, %s", measurement.label(), measurement.unit().label())));
      for (Name name : comparison.names()) {
        OptionalDouble median = results.median(measurement, name);
        cells.add(median.isPresent() ? measurement.unit().format(median.getAsDouble()) : NONE);
      }
      table.row(cells);
    }
    add(table);
  }

  private void ratios() {
    var table = new TextTable();
    table.row(headings("time or memory, ours / other's", comparison.others()));
    for (Measurement measurement : Measurement.values()) {
      if (measurement == Measurement.PRODUCT) {
        continue;
      }
      List<String> cells = new ArrayList<>(List.of(measurement.label()));
      for (Name other : comparison.others()) {
        cells.add(number(results.ratio(measurement, other)));
      }
      table.row(cells);
    }
    add(table);
    results
        .rooflineShare()
        .ifPresent(
            share ->
                lines.add(
                    format(
                        "roofline: a step has %.2f GFLOP; ours does them at %.2f of the matrix"
                            + " product's speed",
                        StepFlops.count() / 1e9, share)));
  }

  private void targets() {
    var table = new TextTable();
    table.row(List.of("target", "is", "wanted", ""));
    for (Target target : Target.of(results)) {
      table.row(
          List.of(
              target.what(),
              format("%.3f", target.value()),
              format("%s %.2f", target.isLeast() ? ">=" : "<=", target.limit()),
              target.isReached() ? "reached" : "not reached"));
    }
    add(table);
  }

  private void add(TextTable table) {
    lines.add("");
    lines.addAll(table.lines());
  }

  private static List<String> headings(String first, List<Name> names) {
    List<String> cells = new ArrayList<>(List.of(first));
    names.forEach(name -> cells.add(name.label()));
    return cells;
  }

  private static String number(OptionalDouble value) {
    return value.isPresent() ? format("%.3f", value.getAsDouble()) : NONE;
  }

  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
