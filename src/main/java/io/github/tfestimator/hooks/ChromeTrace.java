package io.github.tfestimator.hooks;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.StepStats;

/**
 * The times at which each kernel of a step ran, as a file for chrome://tracing and Perfetto: {@code
 * tensorflow.python.client.timeline}. The format is <a
 * href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">Trace
 * Event</a>, whose processes are the devices here, and whose threads are lanes: kernels that ran at
 * the same time are in different ones. Times are microseconds since the step's first kernel began.
 */
final class ChromeTrace {
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /** {@code dense/BiasAdd = _MklNativeFusedMatMul(dropout/Mul_1, dense/kernel)}. */
  private static final Pattern LABEL = Pattern.compile(".* = ([^(]+)\\((.*)\\)");

  private static final Comparator<NodeExecStats> BY_TIME =
      Comparator.comparingLong(NodeExecStats::getAllStartNanos).thenComparing(ChromeTrace::end);

  /** From when on each lane of the device is free again. */
  private final List<Long> lanes = new ArrayList<>();

  private final int pid;
  private final long origin;

  private ChromeTrace(int pid, long origin) {
    this.pid = pid;
    this.origin = origin;
  }

  /** The content of the file, in UTF-8. */
  static byte[] of(StepStats step) {
    long origin =
        step.getDevStatsList().stream()
            .flatMap(device -> device.getNodeStatsList().stream())
            .mapToLong(NodeExecStats::getAllStartNanos)
            .min()
            .orElse(0);
    List<Object> events = new ArrayList<>();
    // From 1 on: Perfetto takes process and thread 0 for the idle processor's.
    int pid = 0;
    for (DeviceStepStats device : step.getDevStatsList()) {
      pid++;
      events.add(new Metadata("process_name", "M", pid, Map.of("name", device.getDevice())));
      var trace = new ChromeTrace(pid, origin);
      device.getNodeStatsList().stream().sorted(BY_TIME).map(trace::kernel).forEach(events::add);
    }
    return GSON.toJson(Map.of("traceEvents", events)).getBytes(StandardCharsets.UTF_8);
  }

  private Kernel kernel(NodeExecStats node) {
    Map<String, Object> args = new LinkedHashMap<>();
    args.put("name", node.getNodeName());
    Matcher label = LABEL.matcher(node.getTimelineLabel());
    if (!label.matches()) {
      // Copies, and what runs on a GPU, are labeled otherwise.
      args.put("label", node.getTimelineLabel());
    } else if (!label.group(2).isEmpty()) {
      args.put("inputs", label.group(2).split(", "));
    }
    return new Kernel(
        label.matches() ? label.group(1) : node.getNodeName(),
        "Op",
        "X",
        pid,
        lane(node),
        micros(node.getAllStartNanos() - origin),
        micros(node.getAllEndRelNanos()),
        args);
  }

  /** The first lane that is free, from 1 on. */
  private int lane(NodeExecStats node) {
    int lane = 0;
    while (lane < lanes.size() && lanes.get(lane) > node.getAllStartNanos()) {
      lane++;
    }
    if (lane == lanes.size()) {
      lanes.add(end(node));
    } else {
      lanes.set(lane, end(node));
    }
    return lane + 1;
  }

  private static long end(NodeExecStats node) {
    return node.getAllStartNanos() + node.getAllEndRelNanos();
  }

  private static BigDecimal micros(long nanos) {
    return BigDecimal.valueOf(nanos, 3);
  }

  /** A complete event; Gson gives the JSON these names. */
  private record Kernel(
      String name,
      String cat,
      String ph,
      int pid,
      int tid,
      BigDecimal ts,
      BigDecimal dur,
      Map<String, Object> args) {}

  private record Metadata(String name, String ph, int pid, Map<String, String> args) {}
}
