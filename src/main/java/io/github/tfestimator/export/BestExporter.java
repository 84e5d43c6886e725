package io.github.tfestimator.export;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Exporter;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import io.github.tfestimator.summary.EvaluationHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * An exporter of the models whose evaluations are better than all before: {@code
 * tf.estimator.BestExporter}. A tie isn't better, and neither is NaN.
 *
 * <p>The best model so far is the newest version in the export directory. Its value is read from
 * the evaluation of its global step in the history, so a restart forgets nothing. Without a
 * version, or without an evaluation of the version, the next model is exported: delete the folder
 * to begin anew.
 *
 * @param name the name of the folder of versions
 * @param exporter writes the SavedModels
 * @param metric the metric to compare: {@code loss}, {@code average_loss}, or a metric of the model
 *     function
 * @param higherIsBetter whether higher values of the metric are better
 * @param keepExports the number of newest, and so best, versions to keep; 0 for all
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
   * Creates an exporter that prefers a low loss and keeps 5 versions, as Python does.
   *
   * @param name the name of the folder of versions
   * @param exporter writes the SavedModels
   */
  public BestExporter(String name, SavedModelExporter exporter) {
    this(name, exporter, "loss", false, Versions.KEEP);
  }

  /**
   * Returns an exporter that prefers high values of a metric.
   *
   * @param metric such as {@code accuracy}
   * @return the changed exporter
   */
  public BestExporter byHighest(String metric) {
    return new BestExporter(name, exporter, metric, true, keepExports);
  }

  /**
   * Returns an exporter that prefers low values of a metric.
   *
   * @param metric such as {@code average_loss}
   * @return the changed exporter
   */
  public BestExporter byLowest(String metric) {
    return new BestExporter(name, exporter, metric, false, keepExports);
  }

  /**
   * Returns an exporter that keeps another number of versions.
   *
   * @param count the number of versions to keep; 0 for all
   * @return the changed exporter
   * @throws IllegalArgumentException if the count is below 0
   */
  public BestExporter withKeepExports(int count) {
    return new BestExporter(name, exporter, metric, higherIsBetter, count);
  }

  /**
   * {@inheritDoc}
   *
   * @throws ExportException if the newest version can't be read, or the directory can't be written
   * @throws io.github.tfestimator.summary.SummaryException if the history can't be read
   * @throws IllegalArgumentException if there is no such metric
   */
  @Override
  public Optional<Path> exportEvaluated(
      Estimator estimator, Path exportDir, Evaluation evaluation, EvaluationHistory earlier) {
    double value = evaluation.toRecord().value(metric);
    if (!isBetter(value, best(exportDir, earlier))) {
      return Optional.empty();
    }
    Path version = exporter.withEvaluation(evaluation).export(estimator, exportDir);
    Versions.keepNewest(exportDir, keepExports);
    return Optional.of(version);
  }

  private boolean isBetter(double value, OptionalDouble best) {
    if (best.isEmpty()) {
      return !Double.isNaN(value);
    }
    return higherIsBetter ? value > best.getAsDouble() : value < best.getAsDouble();
  }

  private OptionalDouble best(Path exportDir, EvaluationHistory history) {
    return newestStep(exportDir)
        .flatMap(history::find)
        .map(newest -> newest.scalars().getOrDefault(metric, Double.NaN))
        .filter(value -> !Double.isNaN(value))
        .map(OptionalDouble::of)
        .orElse(OptionalDouble.empty());
  }

  /** Returns the global step of the newest version, which is among its variables. */
  private static Optional<Long> newestStep(Path exportDir) {
    try {
      return Files.exists(exportDir)
          ? SavedModelVersions.highest(exportDir)
              .map(version -> CheckpointReader.open(version.resolve("variables/variables")))
              .map(CheckpointReader::globalStep)
          : Optional.empty();
    } catch (IOException | CheckpointException e) {
      throw new ExportException(
          "Can't tell which step the newest version in %s is of: %s. Delete the version to compare with the one before it."
              .formatted(exportDir, AtomicFiles.reason(e)),
          e);
    }
  }
}
