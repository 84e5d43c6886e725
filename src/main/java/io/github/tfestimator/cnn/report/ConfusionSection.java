package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.report.ConfusionCells.Cell;
import io.github.tfestimator.metrics.ConfusionMatrix;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The confusion matrix as a heat map, or the most frequent confusions of many classes. */
final class ConfusionSection {
  /** Mistakes that are listed of more classes than a map has. */
  static final int MAX_PAIRS = 60;

  private static final int MAX_COLUMNS = 30;
  private static final int LEVELS = 6;

  private final ConfusionMatrix matrix;
  private final List<String> names;
  private final Optional<ConfusionCells> cells;
  private final double largestMistake;

  private ConfusionSection(
      ConfusionMatrix matrix, List<String> names, Optional<ConfusionCells> cells) {
    this.matrix = matrix;
    this.names = names;
    this.cells = cells;
    largestMistake = mistakes().stream().mapToDouble(this::share).max().orElse(1);
  }

  /**
   * Draws a matrix.
   *
   * @param cells the images of the cells, if they are at hand
   */
  static Section of(ConfusionMatrix matrix, List<String> names, Optional<ConfusionCells> cells) {
    var section = new ConfusionSection(matrix, names, cells);
    boolean isMap = isMap(matrix.classes());
    Markup map = isMap ? section.heatMap() : section.pairs();
    Markup hint =
        Markup.of(
            "<p class=\"hint\">{}{}</p>",
            isMap
                ? "Rows are labels, columns are answers; the darker, the larger the share of its row."
                : "",
            cells.isPresent() ? " A number opens its images." : "");
    return new Section(
        "confusion",
        "Confusion matrix",
        Markup.join(List.of(map, hint, cells.map(ConfusionCells::markup).orElse(Markup.EMPTY))));
  }

  /** Tells whether so many classes are drawn as a map, not listed. */
  static boolean isMap(int classes) {
    return classes <= MAX_COLUMNS;
  }

  private Markup heatMap() {
    List<Markup> header = new ArrayList<>();
    List<Markup> rows = new ArrayList<>();
    for (int label = 0; label < matrix.classes(); label++) {
      header.add(Markup.of("<th scope=\"col\">{}</th>", names.get(label)));
      List<Markup> row = new ArrayList<>();
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        row.add(cell(new Cell(label, predicted)));
      }
      rows.add(
          Markup.of("<tr><th scope=\"row\">{}</th>{}</tr>", names.get(label), Markup.join(row)));
    }
    return Markup.of(
        """
        <div class="wide"><table class="heat">
        <thead><tr><td></td>{}</tr></thead>
        <tbody>
        {}
        </tbody>
        </table></div>
        """,
        Markup.join(header),
        Markup.join(rows));
  }

  private Markup cell(Cell cell) {
    long count = matrix.count(cell.label(), cell.predicted());
    if (count == 0) {
      return new Markup("<td class=\"none\">·</td>");
    }
    return Markup.of(
        "<td class=\"{}{}\">{}</td>", cell.isHit() ? "hit" : "heat", level(cell), number(cell));
  }

  /** Returns a count, as a link if it has images to open. */
  private Markup number(Cell cell) {
    String count = Texts.count(matrix.count(cell.label(), cell.predicted()));
    return cells.filter(all -> all.has(cell)).isPresent()
        ? Markup.of("<a href=\"#{}\">{}</a>", cell.id(), count)
        : Markup.of("{}", count);
  }

  /** Returns 1 to 6: of hits by their share, of mistakes by that among the largest one's. */
  private int level(Cell cell) {
    double shown =
        cell.isHit() ? Math.pow(share(cell), 4) : Math.sqrt(share(cell) / largestMistake);
    return (int) Math.max(1, Math.min(LEVELS, Math.ceil(LEVELS * shown)));
  }

  private double share(Cell cell) {
    return (double) matrix.count(cell.label(), cell.predicted()) / matrix.examples(cell.label());
  }

  private List<Cell> mistakes() {
    List<Cell> mistakes = new ArrayList<>();
    for (int label = 0; label < matrix.classes(); label++) {
      for (int predicted = 0; predicted < matrix.classes(); predicted++) {
        if (label != predicted && matrix.count(label, predicted) > 0) {
          mistakes.add(new Cell(label, predicted));
        }
      }
    }
    return mistakes;
  }

  private Markup pairs() {
    List<Cell> mistakes = mistakes();
    mistakes.sort(
        Comparator.comparingLong((Cell cell) -> -matrix.count(cell.label(), cell.predicted())));
    List<Markup> rows =
        mistakes.stream()
            .limit(MAX_PAIRS)
            .map(
                cell ->
                    Markup.of(
                        "<tr><td>{}</td><td>{}</td><td>{}</td></tr>",
                        names.get(cell.label()),
                        names.get(cell.predicted()),
                        number(cell)))
            .toList();
    return Markup.of(
        """
        <p>{} classes are too many for a table; these are the most frequent mistakes.</p>
        <table class="numbers">
        <thead><tr><th scope="col">label</th><th scope="col">answer</th><th scope="col">images</th></tr></thead>
        <tbody>
        {}
        </tbody>
        </table>
        """,
        matrix.classes(),
        Markup.join(rows));
  }
}
