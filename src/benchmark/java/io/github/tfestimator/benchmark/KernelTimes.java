package io.github.tfestimator.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/** The times of each kernel in many traces of the same graph. */
final class KernelTimes {
  /** Kernels with a smaller share of the sum are added up in one row. */
  private static final double MIN_SHARE = 0.003;

  private final Map<String, List<Double>> millis = new LinkedHashMap<>();
  private final List<Double> spans = new ArrayList<>();

  void add(RunMetadata trace) {
    long first = Long.MAX_VALUE;
    long last = 0;
    for (var device : trace.getStepStats().getDevStatsList()) {
      for (NodeExecStats node : device.getNodeStatsList()) {
        long start = node.getAllStartNanos();
        first = Math.min(first, start);
        last = Math.max(last, start + node.getAllEndRelNanos());
        // "[mklcpu 2.7MB 2.7MB] conv2d/Relu = Relu(conv2d/BiasAdd)" without memory and inputs.
        String kernel = node.getTimelineLabel().replaceAll("^\\[.*?\\] |\\(.*", "");
        double took = (node.getOpEndRelNanos() - node.getOpStartRelNanos()) / 1e6;
        millis.computeIfAbsent(kernel, k -> new ArrayList<>()).add(took);
      }
    }
    spans.add((last - first) / 1e6);
  }

  /** Adds a table of the medians, the slowest first. */
  void addTo(Report report, String what) {
    Map<String, Double> medians = new LinkedHashMap<>();
    millis.forEach((kernel, times) -> medians.put(kernel, median(times)));
    double sum = medians.values().stream().mapToDouble(Double::doubleValue).sum();
    report.line(
        "%s: %d times, from the first kernel's start to the last one's end %.2f ms; sum of kernels"
            + " %.2f ms:",
        what, spans.size(), median(spans), sum);
    List<List<String>> rows = new ArrayList<>(List.of(List.of("kernel", "ms", "%")));
    double quick = 0;
    for (var kernel : slowestFirst(medians)) {
      if (kernel.getValue() >= MIN_SHARE * sum) {
        rows.add(row(kernel.getKey(), kernel.getValue(), sum));
      } else {
        quick += kernel.getValue();
      }
    }
    rows.add(row("all others together", quick, sum));
    report.table(rows);
    report.line("");
  }

  private static List<Map.Entry<String, Double>> slowestFirst(Map<String, Double> millis) {
    return millis.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .toList();
  }

  private static List<String> row(String kernel, double millis, double sum) {
    return List.of(kernel, format("%.3f", millis), format("%.1f", 100 * millis / sum));
  }

  private static String format(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }

  private static double median(List<Double> values) {
    return Statistics.median(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
