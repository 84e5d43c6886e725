package io.github.tfestimator.distribute;

import com.google.gson.Gson;
import io.github.tfestimator.fuzz.Bounded;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The environment variable {@code TF_CONFIG}. */
public final class TfConfigFuzz {
  private TfConfigFuzz() {}

  /** Reads an input as the variable. */
  public static void fuzzerTestOneInput(byte[] input) {
    String json = new String(input, StandardCharsets.UTF_8);
    Bounded.read(input, IllegalArgumentException.class, () -> TfConfig.parse(json).orElse(null))
        .ifPresent(
            config -> {
              Bounded.require(
                  config.type() == TaskType.EVALUATOR
                      || config.index() < config.addresses().get(config.type()).size(),
                  "A task that its cluster lacks");
              requireSame(config, new Gson().fromJson(json, Map.class));
            });
  }

  private static void requireSame(TfConfig config, Map<?, ?> json) {
    var task = (Map<?, ?>) json.get("task");
    Bounded.require(config.type().jobName().equals(task.get("type")), "Another task");
    Object index = task.get("index");
    double number = index == null ? 0 : Double.parseDouble(index.toString());
    Bounded.require(config.index() == number, "Another index");
    Map<Object, Object> jobs = new HashMap<>();
    if (json.get("cluster") instanceof Map<?, ?> cluster) {
      jobs.putAll(cluster);
    }
    jobs.values().removeIf(addresses -> ((List<?>) addresses).isEmpty());
    Map<Object, Object> read = new HashMap<>();
    config.addresses().forEach((type, addresses) -> read.put(type.jobName(), addresses));
    Bounded.require(read.equals(jobs), "Other addresses");
  }
}
