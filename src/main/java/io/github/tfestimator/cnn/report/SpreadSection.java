package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The spread of weights, and of gradients on one batch, at the kept checkpoints. */
final class SpreadSection {
  private static final int MAX_VARIABLES = 16;

  private SpreadSection() {}

  /**
   * Draws the spreads.
   *
   * @param model whose gradients are computed, if it is at hand
   * @param numbers receives the quantiles
   */
  static Section of(
      CheckpointReader newest,
      Timeline timeline,
      Optional<ImageModel> model,
      Map<String, Object> numbers) {
    Map<String, SortedMap<Long, double[]>> weights = new LinkedHashMap<>();
    Map<String, SortedMap<Long, double[]>> gradients = new TreeMap<>();
    List<String> names = Weights.names(newest);
    timeline
        .checkpoints()
        .forEach(
            (step, checkpoint) -> {
              for (String name : names.subList(0, Math.min(MAX_VARIABLES, names.size()))) {
                Weights.quantiles(checkpoint, name).ifPresent(q -> put(weights, name, step, q));
              }
              model
                  .map(images -> GradientSpread.of(images, checkpoint))
                  .orElse(new TreeMap<>())
                  .forEach((name, q) -> put(gradients, name, step, q));
            });
    numbers.put("weights", weights);
    numbers.put("gradients", gradients);
    List<Markup> body = new ArrayList<>();
    body.add(hint(timeline));
    if (!weights.isEmpty()) {
      body.add(drawings("Weights", weights));
    }
    if (!gradients.isEmpty()) {
      body.add(drawings("Gradients of the loss on the first training images", gradients));
    }
    return new Section("spread", "Weights and gradients", Markup.join(body));
  }

  private static Markup hint(Timeline timeline) {
    if (timeline.checkpoints().isEmpty()) {
      return Markup.of(
          "<p>No checkpoint has both a global step and finite values: nothing to draw.</p>");
    }
    return Markup.of(
        """
        <p class="hint">At the {} that the model directory keeps, step {}. Bands hold 90 % and 50 %\
         of the values, the line is their median.{}</p>
        """,
        timeline.checkpoints().size() == 1 ? "checkpoint" : "checkpoints",
        String.join(", ", timeline.checkpoints().keySet().stream().map(Texts::count).toList()),
        timeline.initial().map(i -> " Step 0: " + timeline.initialNote() + ".").orElse(""));
  }

  /** Keeps quantiles; where gradients overflow, the drawing has a gap. */
  private static void put(
      Map<String, SortedMap<Long, double[]>> all, String name, long step, double[] quantiles) {
    if (Arrays.stream(quantiles).allMatch(Double::isFinite)) {
      all.computeIfAbsent(name, n -> new TreeMap<>()).put(step, quantiles);
    }
  }

  private static Markup drawings(String title, Map<String, SortedMap<Long, double[]>> all) {
    List<Markup> pieces = new ArrayList<>();
    all.forEach(
        (name, quantiles) ->
            pieces.add(
                Markup.of(
                    "<figure class=\"small\"><figcaption>{}</figcaption>{}</figure>",
                    name,
                    new BandDrawing(quantiles).svg())));
    return Markup.of("<h3>{}</h3>\n<div class=\"bands\">{}</div>", title, Markup.join(pieces));
  }
}
