package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.report.ImageModel;
import io.github.tfestimator.cnn.report.ReportSource;
import io.github.tfestimator.input.DataException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The material of a report, and the data that is open for it.
 *
 * @param source the model
 * @param data its data, if it is at hand
 */
record OpenReportSource(ReportSource source, Optional<DataSplit> data) implements AutoCloseable {

  /** Opens a model directory: the program's, with its data, or one of another model. */
  static OpenReportSource of(TestedModelOptions model) {
    Path modelDir = model.modelDir();
    boolean isOther =
        Files.isDirectory(modelDir)
            && !ModelSettings.exist(modelDir)
            && CheckpointReader.existsIn(modelDir);
    if (isOther) {
      return new OpenReportSource(ReportSource.of(modelDir), Optional.empty());
    }
    ModelSettings settings = ModelSettings.read(modelDir);
    return of(modelDir, settings, model.source(settings));
  }

  private static OpenReportSource of(Path modelDir, ModelSettings settings, DataSource data) {
    try {
      DataSplit split = DataLoading.loadFor(settings, data);
      boolean isOwn = data.equals(settings.source());
      List<String> notices =
          isOwn
              ? List.of()
              : List.of(
                  "The images are those of %s, not of the data that the model was trained on."
                      .formatted(data.data()));
      return new OpenReportSource(
          source(modelDir, settings, split, notices, Optional.empty()), Optional.of(split));
    } catch (DataException e) {
      var source =
          new ReportSource(
              modelDir,
              Optional.of(SettingsCard.of(settings)),
              Optional.empty(),
              List.of("The data can't be loaded, so there are no images: " + e.getMessage()),
              Optional.empty());
      return new OpenReportSource(source, Optional.empty());
    }
  }

  /**
   * Returns a model with data that is open already.
   *
   * @param notices what a reader should know
   * @param peakMemory of the training's process, in bytes, if this is the one
   */
  static ReportSource source(
      Path modelDir,
      ModelSettings settings,
      DataSplit data,
      List<String> notices,
      Optional<Long> peakMemory) {
    return new ReportSource(
        modelDir,
        Optional.of(SettingsCard.of(settings)),
        Optional.of(
            new ImageModel(
                settings.modelFn(), settings.fittedScaler(), data, settings.fingerprint())),
        notices,
        peakMemory);
  }

  @Override
  public void close() {
    data.ifPresent(DataSplit::close);
  }
}
