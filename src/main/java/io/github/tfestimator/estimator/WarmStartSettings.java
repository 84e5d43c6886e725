package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointFinder;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.WarmStart;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.tensorflow.Graph;
import org.tensorflow.op.Op;

/**
 * The source of a new training's first values: {@code tf.estimator.WarmStartSettings}. A trainable
 * variable of the model is copied if the source has a variable of the same name, type and shape.
 * All others get their initial values, and the log names them with the reason. As in Python,
 * variables that aren't trained, such as moving averages, aren't copied. The steps are counted from
 * 0.
 *
 * <p>Of TensorFlow 2's checkpoints and SavedModels the names count that the variables have in
 * Python, such as {@code conv2d/kernel}, or that name below a scope, such as {@code
 * sequential/conv2d/kernel}; not the keys, such as {@code variables/0/.ATTRIBUTES/VARIABLE_VALUE}.
 * The log names the keys.
 *
 * @param ckptToInitializeFrom a model directory, whose newest intact checkpoint is used; the prefix
 *     of a checkpoint; a SavedModel; or a folder of SavedModels named by integers, of which the
 *     highest is used
 * @param varsToWarmStart a regular expression; a variable is copied if the expression matches at
 *     the beginning of the variable's name, as {@code conv2d} does for {@code conv2d_1/kernel}
 * @param varNameToPrevVarName the source's names, or keys, of variables that have another name
 *     there
 */
public record WarmStartSettings(
    Path ckptToInitializeFrom, String varsToWarmStart, Map<String, String> varNameToPrevVarName) {
  private static final String ALL = ".*";

  /**
   * Checks the regular expression. The source is opened only when the training begins.
   *
   * @throws IllegalArgumentException if the regular expression is malformed
   */
  public WarmStartSettings {
    varNameToPrevVarName = Map.copyOf(varNameToPrevVarName);
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
   * Returns settings that copy all variables that fit.
   *
   * @param model a model directory, a checkpoint's prefix, a SavedModel or a folder of such
   * @return the settings
   */
  public static WarmStartSettings from(Path model) {
    return new WarmStartSettings(model, ALL, Map.of());
  }

  /**
   * Returns settings that copy only some variables.
   *
   * @param regex matches at the beginning of the names; {@code conv2d/} is the layer of that name
   * @return the changed settings
   * @throws IllegalArgumentException if the regular expression is malformed
   */
  public WarmStartSettings withVars(String regex) {
    return new WarmStartSettings(ckptToInitializeFrom, regex, varNameToPrevVarName);
  }

  /**
   * Returns settings that take variables by another name.
   *
   * @param names the source's name or key of a variable, by the model's name, such as {@code
   *     dense/kernel} to {@code head/kernel}
   * @return the changed settings
   */
  public WarmStartSettings withPrevVarNames(Map<String, String> names) {
    return new WarmStartSettings(ckptToInitializeFrom, varsToWarmStart, names);
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
    return Optional.of(
        WarmStart.addTo(graph, source, Pattern.compile(varsToWarmStart), varNameToPrevVarName));
  }
}
