package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.data.Digits;
import io.github.tfestimator.data.Examples;
import io.github.tfestimator.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.files.WholeFiles;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/**
 * Where the time of a training step goes: each kernel of the full-size network, by TensorFlow's own
 * trace, the median of many steps, the slowest first. They run one after the other here, so that
 * none is slowed down by another; tracing costs some time of its own.
 *
 * <p>On an idle machine: {@code scripts/benchmark kernels [STEPS]}.
 */
public final class KernelsBenchmark {
  private static final int BATCH = 100;
  private static final int WARM_UP = 20;

  private static final SessionConfig ONE_BY_ONE = new SessionConfig(0, 1, false, "");

  /** Quicker ones are added up in one row. */
  private static final double LEAST_MILLIS = 0.05;

  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private KernelsBenchmark() {}

  /**
   * @param args how many steps are traced, 100 if none is given
   * @throws IOException if the temporary model directory can't be used
   */
  public static void main(String[] args) throws IOException {
    int steps = args.length == 0 ? 100 : Integer.parseInt(args[0]);
    LOG.setLevel(Level.WARNING);
    Path modelDir = Files.createTempDirectory("kernels");
    var traces = new Traces();
    try {
      Estimator.of(
              new CnnModelFn(CnnParams.defaults()),
              RunConfig.in(modelDir)
                  .withSession(
                      new io.github.tfestimator.estimator.SessionConfig(
                          0, Integer.getInteger("inter", 1), false, "")))
          .train(
              Examples.of(Digits.draw(2_000, 42), MinMaxScaler.unit(784))
                  .shuffledBatches(BATCH, 42),
              Steps.more(WARM_UP + (long) steps),
              traces);
    } finally {
      WholeFiles.deleteTree(modelDir);
    }
    traces.print();
  }

  /** Has each step traced once the training is warm. */
  private static final class Traces implements SessionRunHook {
    private final Map<String, List<Double>> millis = new LinkedHashMap<>();
    private final List<Double> spans = new ArrayList<>();

    @Override
    public Collection<String> beforeRun(RunContext context) {
      if (context.iteration() >= WARM_UP) {
        context.requestTrace();
      }
      return List.of();
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      values.trace().ifPresent(this::add);
    }

    private void add(RunMetadata trace) {
      long first = Long.MAX_VALUE;
      long last = 0;
      for (var device : trace.getStepStats().getDevStatsList()) {
        for (NodeExecStats node : device.getNodeStatsList()) {
          long start = node.getAllStartNanos();
          first = Math.min(first, start);
          last = Math.max(last, start + node.getAllEndRelNanos());
          String kernel = node.getTimelineLabel().replaceFirst("\\(.*", "");
          millis.computeIfAbsent(kernel, k -> new ArrayList<>()).add(ran(node));
        }
      }
      spans.add((last - first) / 1e6);
    }

    private static double ran(NodeExecStats node) {
      return (node.getOpEndRelNanos() - node.getOpStartRelNanos()) / 1e6;
    }

    void print() {
      Map<String, Double> medians = new LinkedHashMap<>();
      millis.forEach((kernel, times) -> medians.put(kernel, median(times)));
      double sum = medians.values().stream().mapToDouble(Double::doubleValue).sum();
      System.out.printf(
          Locale.ROOT,
          "%d steps, from the first kernel's start to the last one's end %.2f ms; sum of kernels %.2f ms:%n",
          spans.size(),
          median(spans),
          sum);
      double quick = 0;
      for (var kernel : slowestFirst(medians)) {
        if (kernel.getValue() >= LEAST_MILLIS) {
          row(kernel.getValue(), sum, kernel.getKey());
        } else {
          quick += kernel.getValue();
        }
      }
      row(quick, sum, "all others together");
    }

    private static List<Map.Entry<String, Double>> slowestFirst(Map<String, Double> millis) {
      return millis.entrySet().stream()
          .sorted(Map.Entry.comparingByValue(Comparator.reverseOrder()))
          .toList();
    }

    private static void row(double millis, double sum, String kernel) {
      System.out.printf(
          Locale.ROOT, "%7.2f ms  %5.1f %%  %s%n", millis, 100 * millis / sum, kernel);
    }

    private static double median(List<Double> values) {
      return Median.of(values.stream().mapToDouble(Double::doubleValue).toArray());
    }
  }
}
