package io.github.tfestimator.serving;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.IntStream;

/** The SavedModels that {@code scripts/parity/served_models.py} made, and Python's answers. */
final class ServedModels {
  private static final Path FOLDER = Path.of("src/test/resources/parity/served");

  private ServedModels() {}

  static Path folder(String name) {
    return FOLDER.resolve(name);
  }

  /** The request and answer of a model. */
  static JsonObject request(String name) throws IOException {
    return JsonParser.parseString(Files.readString(FOLDER.resolve("served.json")))
        .getAsJsonArray()
        .asList()
        .stream()
        .map(JsonElement::getAsJsonObject)
        .filter(request -> request.get("folder").getAsString().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The request of {@code types}, as Java arrays. */
  static Map<String, Object> allTypes() {
    return Map.of(
        "f32", new float[][] {{1, 2}, {3, 4}},
        "f64", new double[][] {{0.1, -0.2}, {1e300, 3}},
        "i32", new int[] {5, -6},
        "i64", new long[] {1L << 40, -1},
        "u8", new byte[][][] {{{1, 2}, {3, 127}}, {{0, 5}, {100, 64}}},
        "flag", new boolean[] {true, false},
        "text", new String[] {"a", "é"});
  }

  static float[][] floats(JsonElement rows) {
    return rows.getAsJsonArray().asList().stream()
        .map(JsonElement::getAsJsonArray)
        .map(ServedModels::row)
        .toArray(float[][]::new);
  }

  private static float[] row(JsonArray numbers) {
    float[] row = new float[numbers.size()];
    IntStream.range(0, row.length).forEach(i -> row[i] = numbers.get(i).getAsFloat());
    return row;
  }
}
