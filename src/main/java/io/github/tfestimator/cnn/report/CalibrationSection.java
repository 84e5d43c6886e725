package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.Calibration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The reliability curve: whether probabilities say how often the model is right. */
final class CalibrationSection {
  private static final int SIDE = 260;
  private static final int MARGIN = 44;

  private CalibrationSection() {}

  /**
   * Draws the curve.
   *
   * @param numbers receives the bins and the error
   */
  static Section of(TestResults results, Map<String, Object> numbers) {
    var calibration = new Calibration(results.probabilities(), results.test().labels());
    List<Calibration.Bin> bins = calibration.reliability(1);
    double error = calibration.expectedCalibrationError(1);
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("expected_calibration_error", error);
    object.put("bins", bins);
    numbers.put("calibration", object);
    double confidence = 0;
    for (Calibration.Bin bin : bins) {
      confidence += bin.examples() * bin.confidence() / results.size();
    }
    return new Section(
        "calibration",
        "Calibration",
        Markup.of(
            """
            <p>Expected calibration error {}, over 15 bins. The mean probability of the answers is {},\
             and {} of them are right.</p>
            <figure class="small" role="img" aria-label="Reliability curve">{}
            <figcaption>Bars: the share of right answers by their probability, and in orange how far their mean\
             probability is from it. Dashed: a model that knows\
             how sure it may be. scripts/cnn calibrate fits a temperature.</figcaption></figure>
            """,
            Texts.percent(error),
            Texts.percent(confidence),
            Texts.percent(results.evaluation().accuracy()),
            drawing(bins)));
  }

  private static Markup drawing(List<Calibration.Bin> bins) {
    List<Markup> bars = new ArrayList<>();
    double width = (double) SIDE / bins.size();
    for (int i = 0; i < bins.size(); i++) {
      Calibration.Bin bin = bins.get(i);
      // Where logits overflow, there are no probabilities.
      if (bin.examples() > 0 && Double.isFinite(bin.confidence())) {
        String title =
            "%s answers of %s on average, %s right"
                .formatted(
                    Texts.count(bin.examples()),
                    Texts.percent(bin.confidence()),
                    Texts.percent(bin.accuracy()));
        bars.add(rectangle("bar", i * width, width, 0, bin.accuracy(), title));
        bars.add(rectangle("gap", i * width, width, bin.accuracy(), bin.confidence(), title));
      }
    }
    return Markup.of(
        """
        <svg class="drawing" viewBox="0 0 {} {}">
        {}
        <path class="ideal" d="M{} {}L{} 4"/>
        <path class="axis" d="M{} 4V{}H{}"/>
        <text x="{}" y="14" text-anchor="end">100 %</text><text x="{}" y="{}" text-anchor="end">0</text>
        <text x="{}" y="{}" text-anchor="end">100 % probability</text>
        </svg>
        """,
        SIDE + MARGIN + 6,
        SIDE + 24,
        Markup.join(bars),
        MARGIN,
        SIDE + 4,
        SIDE + MARGIN,
        MARGIN,
        SIDE + 4,
        SIDE + MARGIN,
        MARGIN - 2,
        MARGIN - 4,
        SIDE + 4,
        SIDE + MARGIN,
        SIDE + 20);
  }

  private static Markup rectangle(
      String kind, double x, double width, double from, double to, String title) {
    double low = Math.min(from, to);
    double high = Math.max(from, to);
    return Markup.of(
        "<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"><title>{}</title></rect>",
        kind,
        coordinate(MARGIN + x + 1),
        coordinate(4 + SIDE * (1 - high)),
        coordinate(width - 2),
        coordinate(SIDE * (high - low)),
        title);
  }

  private static String coordinate(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }
}
