package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.LoggingTensorHook;
import io.github.tfestimator.hooks.ProfilerHook;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.hooks.WeightHistogramHook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of what looks on at a training: hooks. */
final class WatchOptions {
  @Option(
      names = "--log-every",
      paramLabel = "N",
      defaultValue = "50",
      description = "Log the probabilities every N steps (${DEFAULT-VALUE}).")
  private int logEvery;

  @Option(
      names = "--histograms",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Write histograms of the weights for TensorBoard every N steps; 0 for never"
              + " (${DEFAULT-VALUE}).")
  private int histograms;

  @Option(
      names = "--early-stop",
      paramLabel = "RULE",
      description =
          "Stop by what evaluations find, of train-and-evaluate or of evaluate beside:"
              + " no-increase:accuracy:2000 or no-decrease:loss:2000 (no better for 2000 steps),"
              + " higher:accuracy:0.98 or lower:loss:0.05. Can be given several times.")
  private List<String> earlyStop = List.of();

  @Option(
      names = "--profile",
      paramLabel = "STEP",
      split = ",",
      description = {
        "Write how long each kernel of these global steps takes, such as 100,200, to"
            + " MODEL_DIR/profile/timeline-STEP.json.",
        "Open it in chrome://tracing or ui.perfetto.dev."
      })
  private long[] profile = {};

  /** The hooks; an IllegalArgumentException for values that are no good. */
  List<SessionRunHook> hooks(Path modelDir, Path evalDir) {
    List<SessionRunHook> hooks = new ArrayList<>();
    hooks.add(LoggingTensorHook.every(logEvery, "probabilities", "softmax_tensor"));
    if (histograms < 0) {
      throw new IllegalArgumentException("histograms (" + histograms + ") must be 0 or more");
    }
    if (histograms > 0) {
      hooks.add(WeightHistogramHook.every(Every.steps(histograms)));
    }
    if (profile.length > 0) {
      hooks.add(ProfilerHook.at(modelDir.resolve("profile"), profile));
    }
    earlyStop.forEach(rule -> hooks.add(EarlyStop.hook(rule, evalDir)));
    return hooks;
  }
}
