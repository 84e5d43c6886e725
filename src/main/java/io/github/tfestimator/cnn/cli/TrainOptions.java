package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.cli.DataSource.Split;
import io.github.tfestimator.cnn.cli.ModelSettings.ScalerKind;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.WarmStartSettings;
import io.github.tfestimator.hooks.SessionRunHook;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of a training; the tutorial's values are the defaults. */
final class TrainOptions {
  private static final long TUTORIAL_STEPS = 16_000;

  @Option(
      names = "--model-dir",
      paramLabel = "DIR",
      defaultValue = ModelDirOption.DEFAULT,
      description =
          "Where checkpoints are kept (${DEFAULT-VALUE}). A training goes on from the newest one.")
  Path modelDir;

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      defaultValue = DataSource.MNIST,
      description =
          "mnist (from the cache, else downloaded), digits (built in), or a folder with MNIST's four"
              + " IDX files, raw or gzipped (${DEFAULT-VALUE}).")
  private String data;

  @Option(
      names = "--split",
      paramLabel = "SPLIT",
      defaultValue = "tutorial",
      description =
          "tutorial: train_test_split(test_size=0.2, random_state=42) of all pictures; official:"
              + " MNIST's own 60,000 and 10,000 (${DEFAULT-VALUE}).")
  private Split split;

  @Option(
      names = "--scaler",
      paramLabel = "SCALER",
      defaultValue = "minmax",
      description =
          "minmax: each pixel from its least to its largest value in the training set; unit: all"
              + " divided by 255 (${DEFAULT-VALUE}).")
  ScalerKind scaler;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "Take N steps more (16000, if --max-steps isn't given).")
  private Optional<Long> steps;

  @Option(
      names = "--max-steps",
      paramLabel = "N",
      description = "Stop when the global step is N; not together with --steps.")
  private Optional<Long> maxSteps;

  @Option(
      names = "--batch-size",
      paramLabel = "N",
      defaultValue = "100",
      description = "Pictures in a step (${DEFAULT-VALUE}).")
  int batchSize;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "42",
      description =
          "Of initial values, order of examples and dropout: same seed, same bits (${DEFAULT-VALUE}).")
  long seed;

  @Mixin private NetworkOptions network;
  @Mixin private WarmStartOptions warmStart;
  @Mixin private RunOptions running;
  @Mixin private WatchOptions watching;

  /**
   * Refuses wrong values before the data is loaded, which can take a while.
   *
   * @return the settings of the model that is trained on, if there is one
   */
  Optional<ModelSettings> check() {
    source();
    params();
    end();
    config();
    hooks(modelDir);
    if (batchSize < 1) {
      throw new IllegalArgumentException("batchSize (" + batchSize + ") must be 1 or more");
    }
    warmStart.check(modelDir);
    return resumed();
  }

  private Optional<ModelSettings> resumed() {
    if (!CheckpointReader.existsIn(modelDir) || !ModelSettings.exist(modelDir)) {
      return Optional.empty();
    }
    ModelSettings own = ModelSettings.read(modelDir);
    own.requireFits(modelDir, source(), scaler, params());
    return Optional.of(own);
  }

  RunConfig config() {
    return running.config(modelDir, seed);
  }

  Optional<WarmStartSettings> warmStart() {
    return warmStart.settings();
  }

  /** What looks on, as the options ask for it. */
  List<SessionRunHook> hooks(Path evalDir) {
    return watching.hooks(modelDir, evalDir);
  }

  DataSource source() {
    return new DataSource(data, split);
  }

  CnnParams params() {
    return network.params();
  }

  /** Whether the end was given, or left, as a number of steps more. */
  boolean endIsRelative() {
    return maxSteps.isEmpty();
  }

  Steps end() {
    if (steps.isPresent() && maxSteps.isPresent()) {
      throw new IllegalArgumentException(
          "--steps %d and --max-steps %d exclude each other: give one of them"
              .formatted(steps.get(), maxSteps.get()));
    }
    return maxSteps.map(Steps::upTo).orElseGet(() -> Steps.more(steps.orElse(TUTORIAL_STEPS)));
  }
}
