package io.github.tfestimator.cnn.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** The test images of each label and answer, of which links from the matrix open some. */
final class ConfusionCells {
  private static final int MAX_CELLS = 400;
  private static final int MAX_MISTAKES = 40;
  private static final int MAX_HITS = 8;

  /**
   * A cell of the matrix.
   *
   * @param label the true class
   * @param predicted the answer
   */
  record Cell(int label, int predicted) implements Comparable<Cell> {
    String id() {
      return "cell-" + label + "-" + predicted;
    }

    boolean isHit() {
      return label == predicted;
    }

    @Override
    public int compareTo(Cell other) {
      int byLabel = Integer.compare(label, other.label);
      return byLabel != 0 ? byLabel : Integer.compare(predicted, other.predicted);
    }
  }

  private final TestResults results;
  private final SortedMap<Cell, List<Integer>> images = new TreeMap<>();
  private final SortedMap<Cell, List<Markup>> shown = new TreeMap<>();

  /**
   * Sorts the images into cells, and draws some of each.
   *
   * @param thumbnails whose room is given to the cells by turns
   */
  ConfusionCells(TestResults results, Thumbnails thumbnails) {
    this.results = results;
    // The surest mistakes first.
    results.mistakes().forEach(this::add);
    results.hits().forEach(this::add);
    List<Cell> linked = linked();
    for (int turn = 0; turn < MAX_MISTAKES; turn++) {
      for (Cell cell : linked) {
        draw(cell, turn, thumbnails);
      }
    }
  }

  private void add(int image) {
    var cell = new Cell(results.label(image), results.predicted(image));
    images.computeIfAbsent(cell, c -> new ArrayList<>()).add(image);
  }

  /** Returns the cells that the matrix links to: frequent mistakes first, hits in a map alone. */
  private List<Cell> linked() {
    boolean isMap = ConfusionSection.isMap(results.test().classes());
    return images.keySet().stream()
        .filter(cell -> isMap || !cell.isHit())
        .sorted(Comparator.comparing(Cell::isHit).thenComparing(cell -> -images.get(cell).size()))
        .limit(isMap ? MAX_CELLS : ConfusionSection.MAX_PAIRS)
        .toList();
  }

  private void draw(Cell cell, int turn, Thumbnails thumbnails) {
    List<Integer> all = images.get(cell);
    if (turn < all.size() && (!cell.isHit() || turn < MAX_HITS)) {
      Shots.of(results, all.get(turn), thumbnails)
          .ifPresent(shot -> shown.computeIfAbsent(cell, c -> new ArrayList<>()).add(shot));
    }
  }

  /** Tells whether a cell has images to open. */
  boolean has(Cell cell) {
    return shown.containsKey(cell);
  }

  /** Returns what the links open. */
  Markup markup() {
    List<String> names = results.test().classNames();
    List<Markup> pieces = new ArrayList<>();
    shown.forEach(
        (cell, shots) -> {
          int all = images.get(cell).size();
          pieces.add(
              Markup.of(
                  """
                  <div class="cell" id="{}"><h3>labeled {}, classified as {}: {}</h3>
                  <p><a href="#confusion">back to the matrix</a></p>
                  <div class="shots">{}</div></div>
                  """,
                  cell.id(),
                  names.get(cell.label()),
                  names.get(cell.predicted()),
                  shots.size() == all
                      ? Texts.count(all)
                      : "%s of %s".formatted(Texts.count(shots.size()), Texts.count(all)),
                  Markup.join(shots)));
        });
    return Markup.join(pieces);
  }
}
