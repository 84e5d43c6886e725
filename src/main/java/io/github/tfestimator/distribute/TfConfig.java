package io.github.tfestimator.distribute;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.tfestimator.io.Excerpt;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The text of {@code TF_CONFIG}, checked.
 *
 * @param addresses of each task, by job
 * @param type of this task
 * @param index of this task in its job
 */
record TfConfig(Map<TaskType, List<String>> addresses, TaskType type, int index) {
  private static final Pattern ADDRESS =
      Pattern.compile("([\\w.-]+|\\[[0-9A-Fa-f:.]+]):(\\d{1,5})");
  private static final int MAX_PORT = 65_535;

  /** Reads the text; empty if it names no cluster. */
  static Optional<TfConfig> parse(String json) {
    JsonObject all = object("", TfConfigJson.parse(json));
    boolean hasCluster = all.has("cluster") && !object("\"cluster\"", all.get("cluster")).isEmpty();
    boolean hasTask = all.has("task") && !object("\"task\"", all.get("task")).isEmpty();
    if (!hasTask && !hasCluster) {
      return Optional.empty();
    }
    if (!hasTask) {
      throw wrong(
          "has a \"cluster\" but no \"task\": add \"task\": {\"type\": \"worker\", \"index\": 0}");
    }
    JsonObject task = all.getAsJsonObject("task");
    TaskType type = type(task.get("type"));
    int index = task.has("index") ? index(task.get("index")) : 0;
    Map<TaskType, List<String>> addresses =
        hasCluster ? addresses(all.getAsJsonObject("cluster")) : Map.of();
    if (type == TaskType.EVALUATOR) {
      if (index != 0) {
        throw wrong("has the evaluator %d, but there is one alone, 0".formatted(index));
      }
      return Optional.of(new TfConfig(addresses, type, index));
    }
    requireTask(addresses, type, index);
    if (!task.has("index") && type != TaskType.CHIEF) {
      // Tasks that all took themselves for the first one would wait for the others.
      throw wrong(
          "has the task %s without an index: add \"index\": 0 to the first one's"
              .formatted(type.jobName()));
    }
    return Optional.of(new TfConfig(addresses, type, index));
  }

  private static JsonObject object(String what, JsonElement element) {
    if (!element.isJsonObject()) {
      throw wrong(
          "has %s where %s must be an object in braces"
              .formatted(shown(element), what.isEmpty() ? "all" : what));
    }
    return element.getAsJsonObject();
  }

  private static TaskType type(JsonElement element) {
    if (element == null) {
      throw wrong("has a \"task\" without a type: add \"type\": \"worker\" to it");
    }
    String name = string("task type", element);
    return Arrays.stream(TaskType.values())
        .filter(type -> type.jobName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "has the task type \"%s\", but it must be chief, worker, ps or evaluator%s"
                        .formatted(
                            Excerpt.of(name),
                            name.equals("master") ? ": write chief for master" : "")));
  }

  private static int index(JsonElement element) {
    try {
      // Python takes "1" too.
      int index = new BigDecimal(element.getAsJsonPrimitive().getAsString()).intValueExact();
      if (index >= 0) {
        return index;
      }
    } catch (RuntimeException e) {
      // Refused below, as a number below 0 is.
    }
    throw wrong(
        "has the task index %s, but it must be a whole number: 0 for the first task of its type"
            .formatted(shown(element)));
  }

  private static Map<TaskType, List<String>> addresses(JsonObject cluster) {
    Map<TaskType, List<String>> addresses = new EnumMap<>(TaskType.class);
    Set<String> seen = new HashSet<>();
    for (String job : cluster.keySet()) {
      TaskType type = job(job);
      List<String> list = addresses(job, cluster.get(job));
      for (String address : list) {
        if (!seen.add(address)) {
          throw wrong(
              "has the address %s twice, but each task needs its own"
                  .formatted(Excerpt.of(address)));
        }
      }
      if (!list.isEmpty()) {
        addresses.put(type, list);
      }
    }
    if (addresses.getOrDefault(TaskType.CHIEF, List.of()).size() > 1) {
      throw wrong(
          "has %d chiefs, but there is one alone: make the others workers"
              .formatted(addresses.get(TaskType.CHIEF).size()));
    }
    if (!addresses.containsKey(TaskType.CHIEF) && addresses.containsKey(TaskType.PS)) {
      throw wrong("has \"ps\" but no \"chief\": name one of the workers \"chief\"");
    }
    return addresses;
  }

  private static TaskType job(String name) {
    if (name.equals(TaskType.EVALUATOR.jobName())) {
      throw wrong(
          "has an \"evaluator\" in \"cluster\", but an evaluator is in no cluster: name it in"
              + " \"task\" alone");
    }
    return Arrays.stream(TaskType.values())
        .filter(type -> type.jobName().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                wrong(
                    "has the job \"%s\", but jobs are chief, worker and ps"
                        .formatted(Excerpt.of(name))));
  }

  private static List<String> addresses(String job, JsonElement element) {
    if (!element.isJsonArray()) {
      throw wrong(
          "has %s as \"%s\", but it must be a list such as [\"host:2222\"]"
              .formatted(shown(element), job));
    }
    List<String> list = new ArrayList<>();
    for (JsonElement item : element.getAsJsonArray()) {
      String address = string("address in \"%s\"".formatted(job), item);
      var matcher = ADDRESS.matcher(address);
      if (!matcher.matches() || !isPort(Integer.parseInt(matcher.group(2)))) {
        throw wrong(
            "has the address \"%s\" in \"%s\", but it must be HOST:PORT with a port of 1 to %d"
                .formatted(Excerpt.of(address), job, MAX_PORT));
      }
      list.add(address);
    }
    return list;
  }

  private static boolean isPort(int port) {
    return port >= 1 && port <= MAX_PORT;
  }

  private static void requireTask(Map<TaskType, List<String>> addresses, TaskType type, int index) {
    int count = addresses.getOrDefault(type, List.of()).size();
    if (addresses.isEmpty()) {
      throw wrong(
          "has the task %s, but no \"cluster\": leave \"task\" out to train on one machine"
              .formatted(type.jobName()));
    }
    if (index >= count) {
      throw wrong(
          "has the task %s %d, but its cluster has %s"
              .formatted(
                  type.jobName(),
                  index,
                  count == 0
                      ? "no " + type.jobName()
                      : "%s 0 to %d alone".formatted(type.jobName(), count - 1)));
    }
  }

  private static String string(String what, JsonElement element) {
    if (!element.isJsonPrimitive() || !element.getAsJsonPrimitive().isString()) {
      throw wrong("has %s as %s, but it must be text".formatted(shown(element), what));
    }
    return element.getAsString();
  }

  private static String shown(JsonElement element) {
    String text = String.valueOf(element);
    return text.length() <= 60 ? text : text.substring(0, 60) + "...";
  }

  private static IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(Cluster.VARIABLE + " " + problem);
  }
}
