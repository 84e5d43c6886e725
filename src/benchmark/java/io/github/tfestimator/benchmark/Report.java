package io.github.tfestimator.benchmark;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.stream.Stream;

/** A report of measurements: lines and aligned tables for people, a JSON object for machines. */
public final class Report {
  private static final String NONE = "-";
  private static final Gson GSON =
      new GsonBuilder()
          .disableHtmlEscaping()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .create();

  private final List<String> lines = new ArrayList<>();
  private final JsonObject json = new JsonObject();

  /** Adds a formatted line to the text. */
  public void line(String format, Object... args) {
    lines.add(String.format(Locale.ROOT, format, args));
  }

  /** Adds a table to the text, the first column aligned to the left, the others to the right. */
  public void table(List<List<String>> rows) {
    int columns = rows.stream().mapToInt(List::size).max().orElse(0);
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < row.size(); i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    for (List<String> row : rows) {
      var line = new StringBuilder();
      for (int i = 0; i < row.size(); i++) {
        String space = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? row.get(i) + space : "  " + space + row.get(i));
      }
      lines.add(line.toString().stripTrailing());
    }
  }

  /** Adds a member to the JSON object. */
  public void json(String name, Object value) {
    json.add(name, GSON.toJsonTree(value));
  }

  /**
   * Adds results: two tables, of medians and of the first subject's ratios to the others, and the
   * member "measurements" with each round's values.
   */
  public <S extends Labeled, Q extends Quantity> void results(
      Results<S, Q> results, List<Q> quantities) {
    List<S> subjects = results.subjects();
    S first = subjects.get(0);
    List<S> rest = subjects.subList(1, subjects.size());
    List<List<String>> medians = new ArrayList<>();
    medians.add(row("median", subjects, Labeled::label));
    List<List<String>> ratios = new ArrayList<>();
    ratios.add(row("time or memory, " + first.label() + " / other's", rest, Labeled::label));
    var measurements = new JsonObject();
    for (Q quantity : quantities) {
      Unit unit = quantity.unit();
      medians.add(
          row(
              quantity.label() + ", " + unit.label(),
              subjects,
              subject -> cell(results.median(quantity, subject), unit::format)));
      if (rest.stream().anyMatch(other -> results.ratio(quantity, other).isPresent())) {
        ratios.add(
            row(
                quantity.label(),
                rest,
                other -> cell(results.ratio(quantity, other), Report::ratio)));
      }
      measurements.add(quantity.name(), measurement(results, quantity));
    }
    table(medians);
    if (!rest.isEmpty()) {
      line("");
      table(ratios);
    }
    json.add("measurements", measurements);
  }

  /** Returns the lines. */
  public String text() {
    return String.join("\n", lines);
  }

  /** Returns the JSON object, in one line. */
  public String json() {
    return GSON.toJson(json);
  }

  /** Returns a table's row: its heading, and a cell for each subject. */
  public static <S> List<String> row(String heading, List<S> subjects, Function<S, String> cells) {
    return Stream.concat(Stream.of(heading), subjects.stream().map(cells)).toList();
  }

  private static <S extends Labeled, Q extends Quantity> JsonObject measurement(
      Results<S, Q> results, Q quantity) {
    var measurement = new JsonObject();
    measurement.addProperty("unit", quantity.unit().label());
    S first = results.subjects().get(0);
    for (S subject : results.subjects()) {
      double[] rounds = results.values(quantity, subject);
      if (rounds.length > 0) {
        double[] shown = Arrays.stream(rounds).map(quantity.unit()::shown).toArray();
        var values = new JsonObject();
        values.add("rounds", GSON.toJsonTree(shown));
        values.addProperty("median", quantity.unit().shown(Statistics.median(rounds)));
        if (subject != first) {
          results
              .ratio(quantity, subject)
              .ifPresent(
                  ratio ->
                      values.addProperty(
                          first.name().toLowerCase(Locale.ROOT) + "_to_this", ratio));
        }
        measurement.add(subject.name(), values);
      }
    }
    return measurement;
  }

  private static String cell(OptionalDouble value, DoubleFunction<String> format) {
    return value.isPresent() ? format.apply(value.getAsDouble()) : NONE;
  }

  private static String ratio(double value) {
    return String.format(Locale.ROOT, "%.3f", value);
  }
}
