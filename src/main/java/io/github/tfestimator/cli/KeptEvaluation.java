package io.github.tfestimator.cli;

import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.summary.EventFileReader;
import io.github.tfestimator.summary.SummaryException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What event files keep of an evaluation on the model's own test set. */
final class KeptEvaluation {
  private KeptEvaluation() {}

  /**
   * Looks for it.
   *
   * @param evalDir the folder of the event files
   * @param globalStep the checkpoint that was judged
   * @param examples how many examples the test set has
   * @return the newest evaluation of that checkpoint; none if it wasn't judged
   */
  static Optional<Evaluation> read(Console console, Path evalDir, long globalStep, long examples) {
    try {
      return Optional.ofNullable(EventFileReader.scalars(evalDir).get(globalStep))
          .filter(found -> found.containsKey("loss") && found.containsKey("average_loss"))
          .map(found -> evaluation(found, globalStep, examples));
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
    return new Evaluation(metrics, loss, averageLoss, globalStep, examples, Optional.empty());
  }

  /** They are kept in single precision, and more digits would be made up. */
  private static double shortest(double value) {
    return Double.parseDouble(Float.toString((float) value));
  }
}
