package io.github.tfestimator.server;

import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.server.ApiException.Code;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.DataType;

/**
 * A request to predict.
 *
 * @param rows whether it has {@code instances}, to be answered row by row, rather than {@code
 *     inputs}, to be answered by columns
 * @param inputs by name, as the signature has them
 */
record PredictRequest(boolean rows, Map<String, NdArray<?>> inputs) {
  private static final String INSTANCES = "instances";
  private static final String INPUTS = "inputs";

  /** Names of a request that a message repeats. */
  private static final int MAX_NAMES = 10;

  /**
   * Reads a request.
   *
   * @param body the JSON object
   * @param types of the signature's inputs
   * @throws ApiException if the body doesn't suit the signature
   */
  static PredictRequest of(Map<String, Object> body, Map<String, DataType> types) {
    boolean rows = body.containsKey(INSTANCES);
    if (rows == body.containsKey(INPUTS)) {
      throw ApiException.invalid(
          "The body has %s; it must have \"instances\" (rows) or \"inputs\" (columns)",
          rows ? "both \"instances\" and \"inputs\"" : "neither \"instances\" nor \"inputs\"");
    }
    types.forEach((name, type) -> requireSupported(name, type, rows));
    return new PredictRequest(
        rows, rows ? rows(body.get(INSTANCES), types) : columns(body.get(INPUTS), types));
  }

  private static void requireSupported(String name, DataType type, boolean rows) {
    if (!JavaArrays.isSupported(type)) {
      throw new ApiException(
          rows ? Code.INVALID_ARGUMENT : Code.UNIMPLEMENTED,
          "The input %s is of the type %s, which JSON requests can't have here"
              .formatted(name, type));
    }
  }

  private static Map<String, NdArray<?>> rows(Object value, Map<String, DataType> types) {
    if (!(value instanceof List<?> rows) || rows.isEmpty()) {
      throw ApiException.invalid(
          "\"instances\" must be a list of one row or more, not %s", JsonTensors.text(value));
    }
    boolean named = isNamed(rows.get(0));
    for (Object row : rows) {
      if (isNamed(row) != named) {
        throw ApiException.invalid("\"instances\" mixes objects and plain values");
      }
    }
    if (!named) {
      String input = onlyInput(types, INSTANCES);
      return Map.of(input, JsonTensors.array(input, types.get(input), rows));
    }
    Map<String, List<Object>> columns = new HashMap<>();
    types.keySet().forEach(name -> columns.put(name, new ArrayList<>()));
    for (Object row : rows) {
      Map<?, ?> inputs = (Map<?, ?>) row;
      requireNames(inputs.keySet(), types.keySet());
      columns.forEach((name, column) -> column.add(inputs.get(name)));
    }
    return arrays(columns, types);
  }

  private static boolean isNamed(Object row) {
    return row instanceof Map && !JsonTensors.isBytes(row);
  }

  private static void requireNames(Set<?> actual, Set<String> expected) {
    if (!actual.equals(expected)) {
      throw ApiException.invalid(
          "A row has the inputs %s, but the signature takes %s",
          actual.stream().map(JsonTensors::text).sorted().limit(MAX_NAMES).toList(),
          expected.stream().sorted().toList());
    }
  }

  private static Map<String, NdArray<?>> columns(Object value, Map<String, DataType> types) {
    if (value == null) {
      throw ApiException.invalid("\"inputs\" is null, but must be values");
    }
    if (!isNamed(value)) {
      String input = onlyInput(types, INPUTS);
      return Map.of(input, JsonTensors.array(input, types.get(input), value));
    }
    Map<String, Object> columns = new HashMap<>();
    for (String name : types.keySet()) {
      if (!((Map<?, ?>) value).containsKey(name)) {
        throw ApiException.invalid("\"inputs\" lacks the signature's input %s", name);
      }
      columns.put(name, ((Map<?, ?>) value).get(name));
    }
    return arrays(columns, types);
  }

  private static Map<String, NdArray<?>> arrays(
      Map<String, ?> values, Map<String, DataType> types) {
    Map<String, NdArray<?>> arrays = new HashMap<>();
    values.forEach(
        (name, value) -> arrays.put(name, JsonTensors.array(name, types.get(name), value)));
    return arrays;
  }

  private static String onlyInput(Map<String, DataType> types, String key) {
    if (types.size() != 1) {
      throw ApiException.invalid(
          "\"%s\" has values without names, but the signature takes the inputs %s",
          key, types.keySet().stream().sorted().toList());
    }
    return types.keySet().iterator().next();
  }
}
