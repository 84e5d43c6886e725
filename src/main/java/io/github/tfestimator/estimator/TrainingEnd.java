package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The file by which the chief of a cluster tells an evaluator that the training is over, or that
 * the chief has failed. A training that starts deletes it.
 */
final class TrainingEnd {
  private static final String NAME = "training_end";
  private static final String FAILED = "failed: ";

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
    write(globalStep + "\n");
  }

  /** Writes that the chief has failed, unless the training is over. */
  void writeFailure(RuntimeException e) {
    if (!Files.exists(file)) {
      write(FAILED + e.getMessage() + "\n");
    }
  }

  private void write(String text) {
    try {
      AtomicFiles.write(file, text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      Log.TENSORFLOW.warn(
          "Can't write {}: {}. An evaluator beside this training won't learn of its end.",
          file,
          AtomicFiles.reason(e));
    }
  }

  /** Returns the end of the training that an evaluator waits for; empty while it goes on. */
  Optional<Outcome> outcome() {
    String text;
    try {
      text = Files.readString(file);
    } catch (IOException e) {
      wasAbsent = true;
      return Optional.empty();
    }
    return wasAbsent || System.nanoTime() - start > GRACE.toNanos()
        ? Optional.of(Outcome.of(text))
        : Optional.empty();
  }

  /**
   * An end of a training.
   *
   * @param failure what the chief failed with; empty if the training is complete
   */
  record Outcome(Optional<String> failure) {
    private static Outcome of(String text) {
      return new Outcome(
          text.startsWith(FAILED)
              ? Optional.of(text.substring(FAILED.length()).strip())
              : Optional.empty());
    }
  }
}
