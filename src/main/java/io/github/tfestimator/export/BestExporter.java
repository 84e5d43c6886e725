package io.github.tfestimator.export;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Exporter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Exports a SavedModel when an evaluation is better than all before it: {@code
 * tf.estimator.BestExporter}. The best so far is kept in {@code best.txt} beside the versions and
 * so outlives the process; delete the folder to begin anew. A tie isn't better, and neither is NaN.
 *
 * @param name what the folder of its versions is called
 * @param exporter how to export
 * @param metric what to compare: {@code loss}, {@code average_loss}, or a metric that the model
 *     function gives
 * @param higherIsBetter whether more of it is better, not less
 * @param keepExports how many versions are kept, the newest and so the best ones; 0 for all
 */
public record BestExporter(
    String name,
    SavedModelExporter exporter,
    String metric,
    boolean higherIsBetter,
    int keepExports)
    implements Exporter {

  /** Checks the number. */
  public BestExporter {
    Versions.requireKeep(keepExports);
  }

  /**
   * Goes by the lowest loss and keeps 5 versions, as Python does.
   *
   * @param name what the folder of its versions is called
   * @param exporter how to export
   */
  public BestExporter(String name, SavedModelExporter exporter) {
    this(name, exporter, "loss", false, Versions.KEEP);
  }

  /**
   * @param metric such as {@code accuracy}
   * @return an exporter for which more of it is better
   */
  public BestExporter byHighest(String metric) {
    return new BestExporter(name, exporter, metric, true, keepExports);
  }

  /**
   * @param metric such as {@code average_loss}
   * @return an exporter for which less of it is better
   */
  public BestExporter byLowest(String metric) {
    return new BestExporter(name, exporter, metric, false, keepExports);
  }

  /**
   * @param count how many versions to keep; 0 for all
   * @return an exporter that keeps so many
   * @throws IllegalArgumentException if it is below 0
   */
  public BestExporter withKeepExports(int count) {
    return new BestExporter(name, exporter, metric, higherIsBetter, count);
  }

  /**
   * {@inheritDoc}
   *
   * @throws ExportException if {@code best.txt} is damaged or of another metric, or the directory
   *     can't be written
   * @throws IllegalArgumentException if there is no such metric
   */
  @Override
  public Optional<Path> exportEvaluated(
      Estimator estimator, Path exportDir, Evaluation evaluation) {
    var found = new BestMetric(metric, higherIsBetter, value(evaluation), evaluation.globalStep());
    if (!found.isBetterThanIn(exportDir)) {
      return Optional.empty();
    }
    Path version = exporter.withEvaluation(evaluation).export(estimator, exportDir);
    found.write(exportDir);
    Versions.keepNewest(exportDir, keepExports);
    return Optional.of(version);
  }

  private double value(Evaluation evaluation) {
    return switch (metric) {
      case "loss" -> evaluation.loss();
      case "average_loss" -> evaluation.averageLoss();
      default -> evaluation.metric(metric);
    };
  }
}
