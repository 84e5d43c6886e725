package io.github.tfestimator.estimator;

import io.github.tfestimator.summary.EvaluationHistory;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes something of a model while {@link Estimator#trainAndEvaluate} trains it: {@code
 * tf.estimator.Exporter}. Python's one method with {@code is_the_final_export} is two here, for
 * whether a checkpoint is the last one may turn out only after it was evaluated. What an exporter
 * throws ends the training; the checkpoint stands.
 */
public interface Exporter {

  /** {@return the exporter's name, which is also the name of the folder of its exports} */
  String name();

  /**
   * After each evaluation, the last one included.
   *
   * @param estimator whose newest checkpoint is the one that was evaluated
   * @param exportDir where to, {@code MODEL_DIR/export/NAME}; may not be there yet
   * @param evaluation what was found
   * @param earlier the evaluations before this one, which joins them when all exporters are done
   * @return the folder that was made, if one was
   */
  default Optional<Path> exportEvaluated(
      Estimator estimator, Path exportDir, Evaluation evaluation, EvaluationHistory earlier) {
    return Optional.empty();
  }

  /**
   * Once, when the training is over and its last checkpoint is evaluated; not if it was interrupted
   * or abandoned.
   *
   * @param estimator whose newest checkpoint is the last one
   * @param exportDir where to, as above
   * @param evaluation what was found
   * @return the folder that was made, if one was
   */
  default Optional<Path> exportFinal(Estimator estimator, Path exportDir, Evaluation evaluation) {
    return Optional.empty();
  }
}
