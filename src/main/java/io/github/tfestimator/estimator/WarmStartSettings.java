package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointFinder;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.WarmStart;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.tensorflow.Graph;
import org.tensorflow.op.Op;

/**
 * Where a new training takes its first values from: {@code tf.estimator.WarmStartSettings}. Of the
 * model's trainable variables, those are taken that are there by the same name, type and shape; the
 * others get their initial values, and the log says which and why. As in Python, variables that
 * aren't trained, such as moving averages, begin afresh. The steps are counted from 0.
 *
 * @param ckptToInitializeFrom a model directory, whose newest whole checkpoint counts; the prefix
 *     of a checkpoint; a SavedModel; or a folder of SavedModels named by integers, of which the
 *     highest counts
 * @param varsToWarmStart a regular expression; a variable counts if it matches at the beginning of
 *     its name, such as {@code conv2d} at that of {@code conv2d_1/kernel}
 */
public record WarmStartSettings(Path ckptToInitializeFrom, String varsToWarmStart) {
  private static final String ALL = ".*";

  /**
   * Checks the regular expression; the model is looked for when the training begins.
   *
   * @throws IllegalArgumentException if it is none
   */
  public WarmStartSettings {
    try {
      Pattern.compile(varsToWarmStart);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "warm start vars (%s) must be a regular expression: %s"
              .formatted(varsToWarmStart, e.getDescription()),
          e);
    }
  }

  /**
   * Takes all variables that fit.
   *
   * @param model a model directory, a checkpoint's prefix, a SavedModel or a folder of such
   * @return the settings
   */
  public static WarmStartSettings from(Path model) {
    return new WarmStartSettings(model, ALL);
  }

  /**
   * Takes only some variables.
   *
   * @param regex matches at the beginning of their names; {@code conv2d/} is the layer of that name
   * @return settings that take those
   * @throws IllegalArgumentException if it is no regular expression
   */
  public WarmStartSettings withVars(String regex) {
    return new WarmStartSettings(ckptToInitializeFrom, regex);
  }

  /** Adds the op that fills the variables, unless a checkpoint does. */
  Optional<Op> addTo(Graph graph, Optional<CheckpointReader> checkpoint) {
    if (checkpoint.isPresent()) {
      Log.TENSORFLOW.info(
          "Not warm-starting from {}: the model directory has a checkpoint already.",
          ckptToInitializeFrom);
      return Optional.empty();
    }
    CheckpointReader source = CheckpointFinder.open(ckptToInitializeFrom);
    return Optional.of(WarmStart.addTo(graph, source, Pattern.compile(varsToWarmStart)));
  }
}
