package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Report;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/** The report of a comparison. */
final class ComparisonReport {
  private final Comparison comparison;
  private final Report report = new Report();

  private ComparisonReport(Comparison comparison) {
    this.comparison = comparison;
  }

  static Report of(Comparison comparison) {
    var report = new ComparisonReport(comparison);
    report.header();
    report.sameFunction();
    report.measurements();
    report.targets();
    return report.report;
  }

  private void header() {
    Machine machine = comparison.machine();
    report.line(
        "%s, %d cores, %.0f GiB, %s, %s",
        machine.cpu(), machine.cores(), machine.memoryGib(), machine.os(), machine.jdk());
    comparison
        .versions()
        .forEach((name, versions) -> report.line("%s: %s", name.label(), versions));
    if (!machine.settings().isEmpty()) {
      report.line("environment: %s", machine.settings());
    }
    report.line("rounds: %d", comparison.rounds());
    report.json("machine", machine);
    report.json("versions", comparison.versions());
    report.json("rounds", comparison.rounds());
  }

  private void sameFunction() {
    List<FrameworkName> names = comparison.results().subjects();
    report.line("");
    report.line(
        "All compute the same: log-probabilities of %d images, largest difference relative to the"
            + " largest",
        SameFunction.IMAGES);
    report.table(
        List.of(
            Report.row("", names, FrameworkName::label),
            differences("from naive Java in doubles", comparison.same().predictions()),
            differences("after two training steps, from ours", comparison.same().steps())));
    report.json("same_function", comparison.same());
  }

  private List<String> differences(String heading, Map<FrameworkName, Double> of) {
    return Report.row(
        heading,
        comparison.results().subjects(),
        name -> of.containsKey(name) ? format("%.1e", of.get(name)) : "-");
  }

  private void measurements() {
    report.line("");
    report.results(comparison.results(), List.of(Measurement.values()));
    OptionalDouble share = comparison.rooflineShare();
    report.json("step_flops", Roofline.stepFlops());
    if (share.isPresent()) {
      report.line(
          "roofline: a step has %.2f GFLOP; ours does them at %.2f of the matrix product's speed",
          Roofline.stepFlops() / 1e9, share.getAsDouble());
      report.json("roofline_share", share.getAsDouble());
    }
  }

  private void targets() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(List.of("target", "is", "wanted", ""));
    List<Map<String, Object>> members = new ArrayList<>();
    for (Target target : Target.of(comparison)) {
      rows.add(
          List.of(
              target.what(),
              format("%.3f", target.value()),
              format("%s %.2f", target.isMinimum() ? ">=" : "<=", target.limit()),
              target.isReached() ? "reached" : "not reached"));
      Map<String, Object> member = new LinkedHashMap<>();
      member.put("what", target.what());
      member.put("value", target.value());
      member.put("limit", target.limit());
      member.put("is_least", target.isMinimum());
      member.put("is_reached", target.isReached());
      members.add(member);
    }
    report.line("");
    report.table(rows);
    report.json("targets", members);
  }

  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
