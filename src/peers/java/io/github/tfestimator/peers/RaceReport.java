package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Report;
import io.github.tfestimator.benchmark.Statistics;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * The results of a race.
 *
 * @param machine where
 * @param results by contestant, in the order of the seeds
 * @param products floating point operations a second of the matrix product, before each seed
 * @param loads the machine's load average before each turn
 * @param maxSteps the most steps that were allowed
 */
record RaceReport(
    Machine machine,
    Map<Contestant, List<RaceResult>> results,
    List<Double> products,
    List<Double> loads,
    int maxSteps) {
  Report report() {
    var report = new Report();
    report.line(
        "%s, %d cores, %.0f GiB, %s, %s",
        machine.cpu(), machine.cores(), machine.memoryGib(), machine.os(), machine.jdk());
    if (!machine.settings().isEmpty()) {
      report.line("environment: %s", machine.settings());
    }
    report.line(
        "seeds: %d; load average before each turn: %.1f to %.1f; matrix product: %.0f GFLOP/s",
        products.size(), Collections.min(loads), Collections.max(loads), product() / 1e9);
    if (results.keySet().stream().anyMatch(contestant -> contestant.steps() > maxSteps)) {
      report.line("After %d steps at the most, a try: accuracies say nothing.", maxSteps);
    }
    report.line("");
    report.table(table());
    report.json("machine", machine);
    report.json("max_steps", maxSteps);
    report.json("load_averages", loads);
    report.json("products", products);
    report.json("contestants", results);
    return report;
  }

  private List<List<String>> table() {
    List<List<String>> rows = new ArrayList<>();
    rows.add(
        List.of(
            "",
            "accuracy",
            "minimum",
            "%.2f".formatted(RaceResult.GOAL),
            "seconds",
            "steps",
            "images/s",
            "of the product"));
    results.forEach((contestant, all) -> rows.add(row(contestant, all)));
    return rows;
  }

  private List<String> row(Contestant contestant, List<RaceResult> all) {
    double median = median(all, RaceResult::accuracy);
    double images = median(all, result -> result.steps() * contestant.batch() / result.seconds());
    return List.of(
        contestant.label(),
        format("%.4f", median),
        format("%.4f", all.stream().mapToDouble(RaceResult::accuracy).min().orElseThrow()),
        median >= RaceResult.GOAL ? "reached" : "not reached",
        format("%.1f", median(all, RaceResult::seconds)),
        format("%,d", all.get(0).steps()),
        format("%,.0f", images),
        format("%.2f", images * contestant.imageFlops() / product()));
  }

  private double product() {
    return Statistics.median(products.stream().mapToDouble(Double::doubleValue).toArray());
  }

  private static double median(Collection<RaceResult> of, ToDoubleFunction<RaceResult> value) {
    return Statistics.median(of.stream().mapToDouble(value).toArray());
  }

  private static String format(String format, Object... args) {
    return String.format(Locale.ROOT, format, args);
  }
}
