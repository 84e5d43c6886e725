package io.github.tfestimator.hooks;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.DeviceStepStats;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.StepStats;

/** The file that a step's times become. */
class ChromeTraceTest {
  @Test
  void kernelsAtTheSameTimeAreInDifferentLanes() {
    var cpu =
        DeviceStepStats.newBuilder()
            .setDevice("/device:CPU:0")
            .addNodeStats(node("dense/Relu", 1_200_000, 100_000, "dense/Relu = Relu(a)"))
            .addNodeStats(node("a", 1_000_000, 500_000, "[mklcpu 2.0MB] a = MatMul(x, w:1, ^y)"))
            .addNodeStats(node("at_once", 1_300_000, 300_000, "at_once = NoOp()"))
            .addNodeStats(node("longer", 1_400_000, 20_000, "longer = Mul(a, b)"))
            .addNodeStats(node("instant", 1_400_000, 0, "instant = Const()"))
            .addNodeStats(node("late", 1_500_000, 1, "late = Snapshot(a)"));
    var gpu =
        DeviceStepStats.newBuilder()
            .setDevice("/device:GPU:0/stream:all")
            .addNodeStats(node("MemcpyHtoD", 1_000_250, 250, "bytes:4 @@x"));
    assertThat(trace(StepStats.newBuilder().addDevStats(cpu).addDevStats(gpu)))
        .isEqualTo(
            JsonParser.parseString(
"""
{"traceEvents": [
 {"name": "process_name", "ph": "M", "pid": 1, "args": {"name": "/device:CPU:0"}},
 {"name": "MatMul", "cat": "Op", "ph": "X", "pid": 1, "tid": 1, "ts": 0.000, "dur": 500.000,
  "args": {"name": "a", "inputs": ["x", "w:1", "^y"]}},
 {"name": "Relu", "cat": "Op", "ph": "X", "pid": 1, "tid": 2, "ts": 200.000, "dur": 100.000,
  "args": {"name": "dense/Relu", "inputs": ["a"]}},
 {"name": "NoOp", "cat": "Op", "ph": "X", "pid": 1, "tid": 2, "ts": 300.000, "dur": 300.000,
  "args": {"name": "at_once"}},
 {"name": "Const", "cat": "Op", "ph": "X", "pid": 1, "tid": 3, "ts": 400.000, "dur": 0.000,
  "args": {"name": "instant"}},
 {"name": "Mul", "cat": "Op", "ph": "X", "pid": 1, "tid": 3, "ts": 400.000, "dur": 20.000,
  "args": {"name": "longer", "inputs": ["a", "b"]}},
 {"name": "Snapshot", "cat": "Op", "ph": "X", "pid": 1, "tid": 1, "ts": 500.000, "dur": 0.001,
  "args": {"name": "late", "inputs": ["a"]}},
 {"name": "process_name", "ph": "M", "pid": 2, "args": {"name": "/device:GPU:0/stream:all"}},
 {"name": "MemcpyHtoD", "cat": "Op", "ph": "X", "pid": 2, "tid": 1, "ts": 0.250, "dur": 0.250,
  "args": {"name": "MemcpyHtoD", "label": "bytes:4 @@x"}}
]}
"""));
  }

  @Test
  void aStepWithoutKernelsIsAnEmptyTrace() {
    assertThat(trace(StepStats.newBuilder())).hasToString("{\"traceEvents\":[]}");
  }

  private static NodeExecStats node(String name, long start, long duration, String label) {
    return NodeExecStats.newBuilder()
        .setNodeName(name)
        .setAllStartNanos(start)
        .setAllEndRelNanos(duration)
        .setTimelineLabel(label)
        .build();
  }

  private static JsonObject trace(StepStats.Builder step) {
    String json = new String(ChromeTrace.of(step.build()), StandardCharsets.UTF_8);
    return JsonParser.parseString(json).getAsJsonObject();
  }
}
