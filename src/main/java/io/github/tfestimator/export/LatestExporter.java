package io.github.tfestimator.export;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Exporter;
import io.github.tfestimator.summary.EvaluationHistory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Exports a SavedModel after every evaluation: {@code tf.estimator.LatestExporter}.
 *
 * @param name the name of the folder of versions
 * @param exporter writes the SavedModels
 * @param keepExports the number of newest versions to keep; 0 for all
 */
public record LatestExporter(String name, SavedModelExporter exporter, int keepExports)
    implements Exporter {

  /** Checks the number. */
  public LatestExporter {
    Versions.requireKeep(keepExports);
  }

  /**
   * Creates an exporter that keeps 5 versions, as Python does.
   *
   * @param name the name of the folder of versions
   * @param exporter writes the SavedModels
   */
  public LatestExporter(String name, SavedModelExporter exporter) {
    this(name, exporter, Versions.KEEP);
  }

  @Override
  public Optional<Path> exportEvaluated(
      Estimator estimator, Path exportDir, Evaluation evaluation, EvaluationHistory earlier) {
    Path version = exporter.withEvaluation(evaluation).export(estimator, exportDir);
    Versions.keepNewest(exportDir, keepExports);
    return Optional.of(version);
  }
}
