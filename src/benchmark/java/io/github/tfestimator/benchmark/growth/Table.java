package io.github.tfestimator.benchmark.growth;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.StringJoiner;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The curves of an axis in columns, a row for each size. */
final class Table {
  private final List<List<String>> columns = new ArrayList<>();

  Table(Axis axis, List<Curve> curves) {
    add(axis.unit, axis.sizes.stream().map(size -> String.format(Locale.ROOT, "%,d", size)));
    for (Curve curve : curves) {
      double[] costs = curve.costs();
      double[] relative = curve.relative();
      add(
          curve.name() + ", " + curve.unit(),
          IntStream.range(0, costs.length).mapToObj(i -> curve.text(costs[i])));
      if (curve.kind() == Curve.Kind.TIME) {
        add(
            "for each",
            IntStream.range(0, costs.length)
                .mapToObj(i -> two(relative[i] * axis.sizes.get(0) / axis.sizes.get(i))));
      } else {
        add(
            "above the first",
            IntStream.range(0, costs.length)
                .mapToObj(i -> String.format(Locale.ROOT, "%+.0f", costs[i] - costs[0])));
      }
    }
  }

  private static String two(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  private void add(String heading, Stream<String> cells) {
    List<String> column = new ArrayList<>(List.of(heading));
    cells.forEach(column::add);
    columns.add(column);
  }

  @Override
  public String toString() {
    var rows = new StringJoiner("\n");
    for (int row = 0; row < columns.get(0).size(); row++) {
      var cells = new StringJoiner("   ");
      for (List<String> column : columns) {
        int width = column.stream().mapToInt(String::length).max().orElse(1);
        cells.add(String.format("%" + width + "s", column.get(row)));
      }
      rows.add(cells.toString());
    }
    return rows.toString();
  }
}
