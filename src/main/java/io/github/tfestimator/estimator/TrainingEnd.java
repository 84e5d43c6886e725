package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The file by which the chief of a cluster tells an evaluator that the training is over. A training
 * that starts deletes it.
 */
final class TrainingEnd {
  private static final String NAME = "training_end";

  /** The time that a chief may take to start: until then, the file may be an earlier training's. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Path file;
  private final long start = System.nanoTime();
  private boolean wasAbsent;

  private TrainingEnd(Path file) {
    this.file = file;
  }

  static TrainingEnd in(Path modelDir) {
    return new TrainingEnd(modelDir.resolve(NAME));
  }

  void clear() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      throw new CheckpointException(
          "Can't delete %s: %s. Remove the cause, or choose another model directory."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  void write(long globalStep) {
    try {
      AtomicFiles.write(file, (globalStep + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      Log.TENSORFLOW.warn(
          "Can't write {}: {}. An evaluator beside this training won't learn of its end.",
          file,
          AtomicFiles.reason(e));
    }
  }

  /** Tells whether the training that an evaluator waits for is over. */
  boolean isReached() {
    if (!Files.exists(file)) {
      wasAbsent = true;
      return false;
    }
    return wasAbsent || System.nanoTime() - start > GRACE.toNanos();
  }
}
