package io.github.tfestimator.cli;

import io.github.tfestimator.checkpoint.CheckpointFinder;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.estimator.WarmStartSettings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that begin a training with another model's weights. */
final class WarmStartOptions {
  @Option(
      names = "--warm-start",
      paramLabel = "PATH",
      description =
          "If --model-dir has no checkpoint yet, begin with the weights, as far as they fit, of"
              + " another model: its directory, a checkpoint's prefix (DIR/model.ckpt-N), or a"
              + " SavedModel or folder of such.")
  private Optional<Path> warmStart;

  @Option(
      names = "--warm-start-vars",
      paramLabel = "REGEX",
      description =
          "With --warm-start: take only variables whose names begin with what REGEX matches, such as"
              + " conv2d.")
  private Optional<String> warmStartVars;

  Optional<WarmStartSettings> settings() {
    if (warmStartVars.isPresent() && warmStart.isEmpty()) {
      throw new IllegalArgumentException(
          "--warm-start-vars %s needs --warm-start: say which model to take them from"
              .formatted(warmStartVars.get()));
    }
    return warmStart
        .map(WarmStartSettings::from)
        .map(all -> warmStartVars.map(all::withVars).orElse(all));
  }

  /** Refuses what isn't there, if it is going to be used. */
  void check(Path modelDir) {
    Optional<WarmStartSettings> settings = settings();
    if (!CheckpointReader.existsIn(modelDir)) {
      settings.map(WarmStartSettings::ckptToInitializeFrom).ifPresent(CheckpointFinder::open);
    }
  }
}
