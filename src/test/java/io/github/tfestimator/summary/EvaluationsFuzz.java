package io.github.tfestimator.summary;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The file {@code evaluations.jsonl}. */
public final class EvaluationsFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private EvaluationsFuzz() {}

  /** Reads an input as the file, and writes the evaluations that were read. */
  public static void fuzzerTestOneInput(byte[] input) {
    FOLDER.write(EvaluationHistory.FILE, input);
    Bounded.read(input, SummaryException.class, () -> EvaluationHistory.in(FOLDER.path()).records())
        .ifPresent(records -> requireSame(records, new String(input, StandardCharsets.UTF_8)));
  }

  /** Holds the evaluations against the lines' JSON; of those of one step the last counts. */
  private static void requireSame(List<EvaluationRecord> records, String text) {
    Map<Long, JsonObject> lines = new TreeMap<>();
    for (String line : text.lines().toList()) {
      JsonObject json = JsonParser.parseString(line).getAsJsonObject();
      lines.put(json.get("global_step").getAsBigDecimal().longValueExact(), json);
    }
    Bounded.require(
        records.stream()
            .map(EvaluationRecord::globalStep)
            .toList()
            .equals(List.copyOf(lines.keySet())),
        "Other steps");
    for (EvaluationRecord record : records) {
      requireSame(record, lines.get(record.globalStep()));
      String line = EvaluationJson.line(record);
      Bounded.require(
          EvaluationJson.parse(line).equals(record), "It is written otherwise: " + line);
    }
  }

  private static void requireSame(EvaluationRecord record, JsonObject json) {
    Map<String, Double> metrics = new TreeMap<>();
    json.getAsJsonObject("metrics")
        .entrySet()
        .forEach(metric -> metrics.put(metric.getKey(), number(metric.getValue())));
    Map<String, List<List<Long>>> matrices = new TreeMap<>();
    json.getAsJsonObject("confusion_matrices")
        .entrySet()
        .forEach(matrix -> matrices.put(matrix.getKey(), rows(matrix.getValue())));
    var expected =
        new EvaluationRecord(
            record.globalStep(),
            number(json.get("loss")),
            number(json.get("average_loss")),
            integer(json.get("examples")),
            metrics,
            matrices);
    Bounded.require(record.equals(expected), "It is read otherwise: " + json);
  }

  private static double number(JsonElement element) {
    return Double.parseDouble(element.getAsString());
  }

  private static long integer(JsonElement element) {
    return element.getAsBigDecimal().longValueExact();
  }

  private static List<List<Long>> rows(JsonElement matrix) {
    List<List<Long>> rows = new ArrayList<>();
    for (JsonElement row : matrix.getAsJsonArray()) {
      List<Long> counts = new ArrayList<>();
      row.getAsJsonArray().forEach(count -> counts.add(integer(count)));
      rows.add(counts);
    }
    return rows;
  }
}
