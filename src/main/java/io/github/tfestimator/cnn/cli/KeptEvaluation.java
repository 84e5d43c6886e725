package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.summary.EventFileReader;
import io.github.tfestimator.summary.SummaryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What event files keep of an evaluation on the model's own test set. */
final class KeptEvaluation {
  private static final List<String> LOSSES = List.of("loss", "average_loss");

  private KeptEvaluation() {}

  /**
   * Looks for it.
   *
   * @param evalDir the folder of the event files
   * @param examples how many examples the test set has
   * @return the evaluation of the checkpoint with the most steps; none if none was judged
   */
  static Optional<Evaluation> newest(Console console, Path evalDir, long examples) {
    try {
      SortedMap<Long, Map<String, Double>> all = EventFileReader.scalars(evalDir);
      if (all.isEmpty() || !all.get(all.lastKey()).keySet().containsAll(LOSSES)) {
        return Optional.empty();
      }
      long globalStep = all.lastKey();
      return Optional.of(evaluation(all.get(globalStep), globalStep, examples));
    } catch (SummaryException e) {
      // Only the card's figures would come of it, and an export is worth more.
      console.message(e.getMessage());
      return Optional.empty();
    }
  }

  private static Evaluation evaluation(Map<String, Double> found, long globalStep, long examples) {
    Map<String, Double> metrics = new TreeMap<>();
    found.forEach((name, value) -> metrics.put(name, shortest(value)));
    double loss = metrics.remove("loss");
    double averageLoss = metrics.remove("average_loss");
    return new Evaluation(metrics, Map.of(), loss, averageLoss, globalStep, examples);
  }

  /** They are kept in single precision, and more digits would be made up. */
  private static double shortest(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }
}
