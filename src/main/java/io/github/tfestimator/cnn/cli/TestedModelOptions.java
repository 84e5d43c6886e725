package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.DataSource;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options that name a trained model, and data to test it on. */
final class TestedModelOptions {
  @Option(
      names = "--model-dir",
      paramLabel = "DIR",
      defaultValue = ModelOptions.DEFAULT_MODEL_DIR,
      description = "Where the model was trained (${DEFAULT-VALUE}).")
  private Path modelDir;

  @Option(
      names = "--data",
      paramLabel = "SOURCE",
      description = DataOptions.SOURCES + "; by default what the model was trained on.")
  private Optional<String> data;

  Path modelDir() {
    return modelDir;
  }

  /** Returns the same options for another model. */
  TestedModelOptions withModelDir(Path other) {
    var options = new TestedModelOptions();
    options.modelDir = other;
    options.data = data;
    return options;
  }

  /** Returns the data that is asked for, by default what a model was trained on. */
  DataSource source(ModelSettings settings) {
    DataSource trained = settings.source();
    return data.map(trained::withData).orElse(trained);
  }
}
