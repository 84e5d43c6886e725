package io.github.tfestimator.export;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Exporter;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Exports a SavedModel when a training is over, however it came to its end: {@code
 * tf.estimator.FinalExporter}, which exports nothing after early stopping. Deletes no versions.
 *
 * @param name the name of the folder of versions
 * @param exporter writes the SavedModels
 */
public record FinalExporter(String name, SavedModelExporter exporter) implements Exporter {
  @Override
  public Optional<Path> exportFinal(Estimator estimator, Path exportDir, Evaluation evaluation) {
    return Optional.of(exporter.withEvaluation(evaluation).export(estimator, exportDir));
  }
}
