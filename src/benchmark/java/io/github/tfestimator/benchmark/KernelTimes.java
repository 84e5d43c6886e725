package io.github.tfestimator.benchmark;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/** How long each kernel took in many traces of the same graph. */
final class KernelTimes {
  /** What takes a smaller part of the sum is added up in one row. */
  private static final double LEAST_PART = 0.003;

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

  /** Prints the medians, the slowest first. */
  void print(String what) {
    Map<String, Double> medians = new LinkedHashMap<>();
    millis.forEach((kernel, times) -> medians.put(kernel, median(times)));
    double sum = medians.values().stream().mapToDouble(Double::doubleValue).sum();
    System.out.printf(
        Locale.ROOT,
        "%s: %d times, from the first kernel's start to the last one's end %.2f ms; sum of kernels"
            + " %.2f ms:%n",
        what,
        spans.size(),
        median(spans),
        sum);
    double quick = 0;
    for (var kernel : slowestFirst(medians)) {
      if (kernel.getValue() >= LEAST_PART * sum) {
        row(kernel.getValue(), sum, kernel.getKey());
      } else {
        quick += kernel.getValue();
      }
    }
    row(quick, sum, "all others together");
    System.out.println();
  }

  private static List<Map.Entry<String, Double>> slowestFirst(Map<String, Double> millis) {
    return millis.entrySet().stream()
        .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
        .toList();
  }

  private static void row(double millis, double sum, String kernel) {
    System.out.printf(Locale.ROOT, "%8.3f ms  %5.1f %%  %s%n", millis, 100 * millis / sum, kernel);
  }

  private static double median(List<Double> values) {
    return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
  }
}
