package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.CheckpointFinder;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.estimator.WarmStartSettings;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that say which weights a new training begins with. */
final class WarmStartOptions {
  @Option(
      names = "--warm-start",
      paramLabel = "PATH",
      description =
          "If --model-dir has no checkpoint yet, begin with the weights, as far as they fit, of"
              + " another model: its directory, a checkpoint's prefix (DIR/model.ckpt-N), a"
              + " SavedModel, or a folder of its versions.")
  private Optional<Path> source;

  @Option(
      names = "--warm-start-vars",
      paramLabel = "REGEX",
      description =
          "With --warm-start: take only variables whose names begin with what REGEX matches, such as"
              + " conv2d.")
  private Optional<String> vars;

  Optional<WarmStartSettings> settings() {
    if (vars.isPresent() && source.isEmpty()) {
      throw new IllegalArgumentException(
          "--warm-start-vars %s needs --warm-start: say which model to take them from"
              .formatted(vars.get()));
    }
    return source.map(WarmStartSettings::from).map(all -> vars.map(all::withVars).orElse(all));
  }

  /** Refuses a source that can't be opened, unless a checkpoint makes it needless. */
  void check(Path modelDir) {
    Optional<WarmStartSettings> settings = settings();
    if (!CheckpointReader.existsIn(modelDir)) {
      settings.map(WarmStartSettings::ckptToInitializeFrom).ifPresent(CheckpointFinder::open);
    }
  }
}
