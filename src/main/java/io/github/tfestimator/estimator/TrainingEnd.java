package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The file by which the chief of a cluster tells an evaluator that the training is over, or that
 * the chief has failed. A training that starts deletes it.
 *
 * <p>An evaluator may see the file of an earlier training, whose failure doesn't concern it. The
 * earlier training's end is the evaluator's own if both were to end at the same step: the chief may
 * have been quicker, or the evaluator was started again.
 */
final class TrainingEnd {
  private static final String NAME = "training_end";
  private static final String FAILED = "failed: ";
  private static final Pattern COMPLETE = Pattern.compile("(\\d+) of (\\d+)");

  /** The time that a chief may take to start, and to delete the file of an earlier training. */
  private static final Duration GRACE = Duration.ofMinutes(1);

  private final Path file;
  private final Duration grace;
  private final long start = System.nanoTime();
  private Optional<Written> earlier;

  private TrainingEnd(Path file, Duration grace) {
    this.file = file;
    this.grace = grace;
    this.earlier = read();
  }

  /** Returns the file of a model directory; one that is there already is an earlier training's. */
  static TrainingEnd in(Path modelDir) {
    return in(modelDir, GRACE);
  }

  static TrainingEnd in(Path modelDir, Duration grace) {
    return new TrainingEnd(modelDir.resolve(NAME), grace);
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

  /**
   * Writes that the training is over.
   *
   * @param globalStep the step that it has reached
   * @param last the step that it was to end at; an input that ends, or a hook, may end it before
   */
  void write(long globalStep, long last) {
    write("%d of %d\n".formatted(globalStep, last));
  }

  /** Writes that the chief has failed, unless the training is over. */
  void writeFailure(RuntimeException e) {
    if (!Files.exists(file)) {
      String message = e.getMessage() == null ? e.getClass().getName() : e.getMessage();
      write(FAILED + message + "\n");
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

  /**
   * Returns the end of the training that an evaluator waits for; empty while it goes on.
   *
   * @param steps the end of the training as the evaluator was told it
   */
  Optional<Outcome> outcome(Steps steps) {
    Optional<Written> newest = read();
    if (newest.isEmpty()) {
      earlier = Optional.empty();
      return Optional.empty();
    }
    boolean counts =
        !newest.equals(earlier)
            || System.nanoTime() - start > grace.toNanos() && newest.get().reaches(steps);
    return newest.filter(written -> counts).map(Written::outcome);
  }

  private Optional<Written> read() {
    try {
      FileTime time = Files.getLastModifiedTime(file);
      return Optional.of(new Written(time, BoundedFiles.readRegularText(file).strip()));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** The file as it was at a time. */
  private record Written(FileTime time, String text) {
    /** Tells whether a training ended well that was to end no earlier. */
    boolean reaches(Steps steps) {
      var complete = COMPLETE.matcher(text);
      return complete.matches()
          && (!(steps instanceof Steps.UpTo end)
              || Long.parseLong(complete.group(2)) >= end.globalStep());
    }

    Outcome outcome() {
      return new Outcome(
          text.startsWith(FAILED)
              ? Optional.of(text.substring(FAILED.length()))
              : Optional.empty());
    }
  }

  /**
   * An end of a training.
   *
   * @param failure what the chief failed with; empty if the training is complete
   */
  record Outcome(Optional<String> failure) {}
}
