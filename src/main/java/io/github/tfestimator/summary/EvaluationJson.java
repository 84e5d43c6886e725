package io.github.tfestimator.summary;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A line of {@code evaluations.jsonl}. JSON has no NaN and no infinity: they are the strings {@code
 * "NaN"}, {@code "Infinity"} and {@code "-Infinity"}, as in protobuf's JSON, which Java's {@code
 * Double.parseDouble} and Python's {@code float} read.
 */
final class EvaluationJson {
  private static final Gson GSON =
      new GsonBuilder().setStrictness(Strictness.STRICT).disableHtmlEscaping().create();

  private EvaluationJson() {}

  static String line(EvaluationRecord evaluation) {
    JsonObject object = new JsonObject();
    object.addProperty("global_step", evaluation.globalStep());
    object.add("loss", number(evaluation.loss()));
    object.add("average_loss", number(evaluation.averageLoss()));
    object.addProperty("examples", evaluation.examples());
    JsonObject metrics = new JsonObject();
    evaluation.metrics().forEach((name, value) -> metrics.add(name, number(value)));
    object.add("metrics", metrics);
    object.add("confusion_matrices", GSON.toJsonTree(evaluation.confusionMatrices()));
    return GSON.toJson(object);
  }

  /**
   * Parses a line of an evaluation history.
   *
   * @throws JsonParseException if the line isn't an evaluation; the message tells why
   */
  static EvaluationRecord parse(String line) {
    try {
      JsonObject object = GSON.fromJson(line, JsonObject.class);
      if (object == null) {
        throw new JsonParseException("it is empty");
      }
      return new EvaluationRecord(
          integer(member(object, "global_step")),
          member(object, "loss").getAsDouble(),
          member(object, "average_loss").getAsDouble(),
          integer(member(object, "examples")),
          metrics(member(object, "metrics").getAsJsonObject()),
          matrices(member(object, "confusion_matrices").getAsJsonObject()));
    } catch (IllegalArgumentException // such as "abc" for a number
        | IllegalStateException // such as a number for an object
        | UnsupportedOperationException // such as null for a number
        | ArithmeticException e) { // such as 1.5 for an integer
      throw new JsonParseException("it has a value of another type", e);
    }
  }

  private static JsonPrimitive number(double value) {
    return Double.isFinite(value)
        ? new JsonPrimitive(value)
        : new JsonPrimitive(Double.toString(value));
  }

  private static JsonElement member(JsonObject object, String name) {
    if (!object.has(name)) {
      throw new JsonParseException("it has no " + name);
    }
    return object.get(name);
  }

  /** Returns a step or a number of examples. */
  private static long integer(JsonElement element) {
    long value = element.getAsBigDecimal().longValueExact();
    if (value < 0) {
      throw new JsonParseException("it has a number below 0, " + value);
    }
    return value;
  }

  private static Map<String, Double> metrics(JsonObject object) {
    Map<String, Double> metrics = new TreeMap<>();
    object.asMap().forEach((name, value) -> metrics.put(name, value.getAsDouble()));
    return metrics;
  }

  private static Map<String, List<List<Long>>> matrices(JsonObject object) {
    Map<String, List<List<Long>>> matrices = new TreeMap<>();
    object.asMap().forEach((name, rows) -> matrices.put(name, square(rows.getAsJsonArray())));
    return matrices;
  }

  private static List<List<Long>> square(JsonArray array) {
    List<List<Long>> rows = rows(array);
    if (rows.stream().anyMatch(row -> row.size() != rows.size())) {
      throw new JsonParseException("it has a confusion matrix that is no square");
    }
    return rows;
  }

  private static List<List<Long>> rows(JsonArray array) {
    List<List<Long>> rows = new ArrayList<>();
    for (JsonElement row : array) {
      rows.add(row.getAsJsonArray().asList().stream().map(EvaluationJson::integer).toList());
    }
    return rows;
  }
}
