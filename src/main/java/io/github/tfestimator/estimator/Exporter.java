package io.github.tfestimator.estimator;

import java.nio.file.Path;
import java.util.Optional;

/**
 * Makes something of a model each time that {@link Estimator#trainAndEvaluate} has evaluated it:
 * {@code tf.estimator.Exporter}.
 */
public interface Exporter {

  /**
   * @return what the folder of its exports is called
   */
  String name();

  /**
   * Exports the newest checkpoint, or doesn't. An exception ends the training; the checkpoint
   * stands.
   *
   * @param estimator whose newest checkpoint is the one that was evaluated
   * @param exportDir where to, {@code MODEL_DIR/export/NAME}; may not be there yet
   * @param evaluation what was found
   * @param isFinal whether the training is over
   * @return the folder that was made, if one was
   */
  Optional<Path> export(
      Estimator estimator, Path exportDir, Evaluation evaluation, boolean isFinal);
}
