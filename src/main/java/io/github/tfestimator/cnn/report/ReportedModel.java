package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import java.util.Optional;

/**
 * A model as a report reads it.
 *
 * @param source where it is
 * @param checkpoint its newest intact checkpoint
 * @param history of its training
 * @param results on its test set, if that is at hand
 */
record ReportedModel(
    ReportSource source,
    CheckpointReader checkpoint,
    RunHistory history,
    Optional<TestResults> results) {

  /** Reads a model directory and evaluates the model. */
  static ReportedModel open(ReportSource source) {
    CheckpointReader checkpoint =
        CheckpointReader.newestIn(source.modelDir())
            .orElseThrow(
                () ->
                    new ReportException(
                        "There is no checkpoint in %s: train first, or name another directory."
                            .formatted(source.modelDir())));
    RunHistory history = RunHistory.read(source.modelDir());
    return new ReportedModel(
        source,
        checkpoint,
        history,
        source.images().map(model -> TestResults.of(model, checkpoint)));
  }
}
