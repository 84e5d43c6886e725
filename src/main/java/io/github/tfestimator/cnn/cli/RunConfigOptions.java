package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.LoggingTensorHook;
import io.github.tfestimator.hooks.ProfilerHook;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.hooks.WeightHistogramHook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** The options of how a training runs: its checkpoints, logs and devices. */
final class RunConfigOptions {
  private static final long TEN_MINUTES = 600;

  @ArgGroup(validate = false, order = 5, heading = "%nCheckpoints:%n")
  private CheckpointGroup checkpoints = new CheckpointGroup();

  @ArgGroup(validate = false, order = 6, heading = "%nWatching:%n")
  private WatchingGroup watching = new WatchingGroup();

  @ArgGroup(validate = false, order = 7, heading = "%nDevices:%n")
  private TrainingSessionOptions devices = new TrainingSessionOptions();

  @ArgGroup(validate = false, order = 8, heading = "%nSeveral devices and machines:%n")
  private DistributionGroup distribution = new DistributionGroup();

  private static final class CheckpointGroup {
    @Option(
        names = "--save-steps",
        paramLabel = "N",
        description = "Save a checkpoint every N steps; not together with --save-secs.")
    private Optional<Long> saveSteps;

    @Option(
        names = "--save-secs",
        paramLabel = "N",
        description = "Save a checkpoint every N seconds (600, if --save-steps isn't given).")
    private Optional<Long> saveSecs;

    @Option(
        names = "--keep",
        paramLabel = "N",
        defaultValue = "5",
        description = "Keep the N newest checkpoints; 0 keeps all (${DEFAULT-VALUE}).")
    private int keep;
  }

  private static final class WatchingGroup {
    @Option(
        names = "--log-steps",
        paramLabel = "N",
        defaultValue = "100",
        description = "Log loss and speed every N steps (${DEFAULT-VALUE}).")
    private int logSteps;

    @Option(
        names = "--log-every",
        paramLabel = "N",
        defaultValue = "50",
        description = "Log the probabilities every N steps (${DEFAULT-VALUE}).")
    private int logEvery;

    @Option(
        names = "--summary-steps",
        paramLabel = "N",
        defaultValue = "100",
        description =
            "Write the loss for TensorBoard every N steps; 0 for never (${DEFAULT-VALUE}).")
    private int summarySteps;

    @Option(
        names = "--histograms",
        paramLabel = "N",
        defaultValue = "0",
        description =
            "Write histograms of the weights for TensorBoard every N steps; 0 for never"
                + " (${DEFAULT-VALUE}).")
    private int histograms;

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
  }

  private static final class DistributionGroup {
    @Option(
        names = "--devices",
        paramLabel = "LIST",
        split = ",",
        description = {
          "Train on these devices, which share each batch: gpu:0,gpu:1, or cpu:2 for two parts on the"
              + " CPU (one device).",
          "On several machines, TF_CONFIG names the cluster: see docs/distributed.md."
        })
    private String[] devices = {};

    @Option(
        names = "--restarts",
        paramLabel = "N",
        defaultValue = "0",
        description =
            "In a cluster: start again up to N times when another task was lost, or this one crashed"
                + " (${DEFAULT-VALUE}). scripts/cnn does it.")
    private int restarts;
  }

  /** Returns the configuration; an IllegalArgumentException for values out of range. */
  RunConfig config(Path modelDir, long seed) {
    require(0, "keep", checkpoints.keep);
    require(1, "log steps", watching.logSteps);
    require(0, "summary steps", watching.summarySteps);
    require(0, "restarts", distribution.restarts);
    return RunConfig.fromEnvironment(modelDir)
        .withDevices(distribution.devices)
        .withSeed(seed)
        .withSaveCheckpoints(saving())
        .withKeepCheckpointMax(checkpoints.keep)
        .withLogStepCountSteps(watching.logSteps)
        .withSaveSummarySteps(watching.summarySteps)
        .withSession(devices.config());
  }

  SessionOptions devices() {
    return devices;
  }

  private Every saving() {
    Optional<Long> steps = checkpoints.saveSteps;
    Optional<Long> secs = checkpoints.saveSecs;
    if (steps.isPresent() && secs.isPresent()) {
      throw new IllegalArgumentException(
          "--save-steps %d and --save-secs %d exclude each other: give one of them"
              .formatted(steps.get(), secs.get()));
    }
    steps.ifPresent(n -> require(1, "save steps", n));
    secs.ifPresent(n -> require(1, "save secs", n));
    return steps.map(Every::steps).orElseGet(() -> Every.seconds(secs.orElse(TEN_MINUTES)));
  }

  /** Returns the hooks that log and trace; an IllegalArgumentException for values out of range. */
  List<SessionRunHook> hooks(Path modelDir) {
    List<SessionRunHook> hooks = new ArrayList<>();
    hooks.add(LoggingTensorHook.every(watching.logEvery, "probabilities", "softmax_tensor"));
    require(0, "histograms", watching.histograms);
    if (watching.histograms > 0) {
      hooks.add(WeightHistogramHook.every(Every.steps(watching.histograms)));
    }
    if (watching.profile.length > 0) {
      hooks.add(ProfilerHook.at(modelDir.resolve("profile"), watching.profile));
    }
    return hooks;
  }

  private static void require(long min, String name, long value) {
    if (value < min) {
      throw new IllegalArgumentException("%s (%d) must be %d or more".formatted(name, value, min));
    }
  }
}
