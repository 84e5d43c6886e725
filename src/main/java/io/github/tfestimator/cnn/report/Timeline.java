package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.data.TrainingFingerprint;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

/**
 * The checkpoints that a model directory keeps, by step, and the values that the training began
 * with: kept ones, or else those that the seed gives.
 */
final class Timeline implements AutoCloseable {
  private static final Pattern INDEX = Pattern.compile("(model\\.ckpt-(\\d+))\\.index");

  /** With more of them a report would take minutes, and curves wouldn't show more. */
  private static final int MAX_CHECKPOINTS = 12;

  private final SortedMap<Long, CheckpointReader> checkpoints = new TreeMap<>();
  private final Scratch scratch = Scratch.open();
  private boolean isSeeded;

  private Timeline() {}

  /** Opens the checkpoints that are whole. */
  static Timeline of(ReportSource source, CheckpointReader newest) {
    var timeline = new Timeline();
    try {
      timeline.add(newest);
      prefixes(source.modelDir()).forEach(timeline::open);
      if (!timeline.checkpoints.containsKey(0L)) {
        source.images().ifPresent(timeline::addInitial);
      }
      return timeline;
    } catch (RuntimeException | Error e) {
      timeline.close();
      throw e;
    }
  }

  /** Returns some of the kept checkpoints, evenly spaced; the first one and the last one always. */
  private static List<Path> prefixes(Path modelDir) {
    try {
      List<Path> all =
          Listing.children(modelDir).stream()
              .map(file -> INDEX.matcher(file.getFileName().toString()))
              .filter(Matcher::matches)
              .sorted(Comparator.comparing(index -> new BigInteger(index.group(2))))
              .map(index -> modelDir.resolve(index.group(1)))
              .toList();
      int count = Math.min(MAX_CHECKPOINTS, all.size());
      return IntStream.range(0, count)
          .mapToObj(i -> all.get(count == 1 ? 0 : i * (all.size() - 1) / (count - 1)))
          .toList();
    } catch (IOException e) {
      return List.of(); // The newest one is open already.
    }
  }

  private void open(Path prefix) {
    try {
      add(CheckpointReader.open(prefix));
    } catch (CheckpointException e) {
      // A damaged one is a gap in a curve, no more.
    }
  }

  private void add(CheckpointReader checkpoint) {
    OptionalLong step = checkpoint.findGlobalStep();
    if (step.isPresent() && checkpoint.isFinite()) {
      checkpoints.putIfAbsent(step.getAsLong(), checkpoint);
    }
  }

  private void addInitial(ImageModel model) {
    Optional<TrainingFingerprint> known =
        model.fingerprint().filter(fingerprint -> !fingerprint.changed());
    known.ifPresent(
        fingerprint -> {
          Path folder = scratch.folder().resolve("initial");
          var config = RunConfig.in(folder).withSeed(fingerprint.seed());
          Estimator.of(new CnnModelFn(model.modelFn().params()), config)
              .train(model.batches(model.train()), Steps.upTo(1), stopBeforeTheFirstStep());
          CheckpointReader.newestIn(folder).ifPresent(this::add);
          isSeeded = checkpoints.containsKey(0L);
        });
  }

  private static SessionRunHook stopBeforeTheFirstStep() {
    return new SessionRunHook() {
      @Override
      public void afterCreateSession(RunContext context) {
        context.requestStop();
      }
    };
  }

  /** Returns the checkpoints by step. */
  SortedMap<Long, CheckpointReader> checkpoints() {
    return checkpoints;
  }

  /** Returns the values that the training began with. */
  Optional<CheckpointReader> initial() {
    return Optional.ofNullable(checkpoints.get(0L));
  }

  /** Returns how the initial values are known. */
  String initialNote() {
    return isSeeded ? "as the seed gives them; a warm start has others" : "as step 0 saved them";
  }

  @Override
  public void close() {
    scratch.close();
  }
}
