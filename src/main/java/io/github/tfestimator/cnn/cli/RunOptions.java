package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.hooks.Every;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of how a training runs: how often it saves and says something, and on what. */
final class RunOptions {
  private static final long TEN_MINUTES = 600;

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

  @Option(
      names = "--log-steps",
      paramLabel = "N",
      defaultValue = "100",
      description = "Log loss and speed every N steps (${DEFAULT-VALUE}).")
  private int logSteps;

  @Option(
      names = "--summary-steps",
      paramLabel = "N",
      defaultValue = "100",
      description = "Write the loss for TensorBoard every N steps; 0 for never (${DEFAULT-VALUE}).")
  private int summarySteps;

  @Option(
      names = "--intra-op-threads",
      paramLabel = "N",
      defaultValue = "0",
      description =
          "Threads that share a kernel's work; 0 for one a core (${DEFAULT-VALUE}). Another number"
              + " may give other last bits.")
  private int intraOpThreads;

  @Option(
      names = "--inter-op-threads",
      paramLabel = "N",
      defaultValue = "0",
      description = "Kernels that run at once; 0 for one a core (${DEFAULT-VALUE}).")
  private int interOpThreads;

  @Option(
      names = "--gpu-memory-growth",
      description = "Take a GPU's memory as it is needed, not all at once.")
  private boolean gpuMemoryGrowth;

  @Option(
      names = "--visible-gpus",
      paramLabel = "LIST",
      defaultValue = "",
      description = "Use these GPUs only, such as 0,2 (all).")
  private String visibleGpus;

  /** The configuration; an IllegalArgumentException for values that are no good. */
  RunConfig config(Path modelDir, long seed) {
    require(0, "keep", keep);
    require(1, "log steps", logSteps);
    require(0, "summary steps", summarySteps);
    return RunConfig.in(modelDir)
        .withSeed(seed)
        .withSaveCheckpoints(saving())
        .withKeepCheckpointMax(keep)
        .withLogStepCountSteps(logSteps)
        .withSaveSummarySteps(summarySteps)
        .withSession(session());
  }

  SessionConfig session() {
    return new SessionConfig(intraOpThreads, interOpThreads, gpuMemoryGrowth, visibleGpus);
  }

  private Every saving() {
    if (saveSteps.isPresent() && saveSecs.isPresent()) {
      throw new IllegalArgumentException(
          "--save-steps %d and --save-secs %d exclude each other: give one of them"
              .formatted(saveSteps.get(), saveSecs.get()));
    }
    saveSteps.ifPresent(steps -> require(1, "save steps", steps));
    saveSecs.ifPresent(secs -> require(1, "save secs", secs));
    return saveSteps.map(Every::steps).orElseGet(() -> Every.seconds(saveSecs.orElse(TEN_MINUTES)));
  }

  private static void require(long least, String name, long value) {
    if (value < least) {
      throw new IllegalArgumentException(
          "%s (%d) must be %d or more".formatted(name, value, least));
    }
  }
}
