package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.cli.EvaluateCommand.ScalerFit;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.data.MisclassifiedGrid;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EvaluationRecord;
import io.github.tfestimator.summary.EventFile;
import io.github.tfestimator.summary.SummaryException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The tutorial's steps after the training, which several commands take. */
record Workflow(Console console, SessionConfig session) {
  /** Evaluates the newest checkpoint on a test set. */
  Evaluation evaluate(
      Path modelDir, LabeledImages test, ScalerFit fit, int batchSize, Optional<String> name) {
    ModelSettings settings = ModelSettings.read(modelDir);
    MinMaxScaler scaler =
        fit == ScalerFit.TEST ? MinMaxScaler.fit(test.images()) : settings.fittedScaler();
    InputFn batches = DataLoading.ahead(test, Examples.of(test, scaler).batches(batchSize));
    Estimator cnn = estimator(modelDir, settings);
    return name.map(n -> cnn.evaluate(batches, n)).orElseGet(() -> cnn.evaluate(batches));
  }

  /** Adds a grid of misclassified images to what TensorBoard shows of an evaluation. */
  void drawMisclassified(
      Path modelDir, LabeledImages test, Optional<String> name, long globalStep) {
    List<Long> classes =
        predict(modelDir, test.images(), 128).stream().map(p -> p.asLong("classes")).toList();
    Estimator cnn = estimator(modelDir, ModelSettings.read(modelDir));
    Path evalDir = name.map(cnn::evalDir).orElseGet(cnn::evalDir);
    EventFile.in(evalDir).image("misclassified", MisclassifiedGrid.png(test, classes), globalStep);
    console.info("Misclassified images: tensorboard --logdir " + evalDir);
  }

  /** Classifies images by the newest checkpoint, so many at a time, which may round otherwise. */
  List<Prediction> predict(Path modelDir, Images images, int batchSize) {
    ModelSettings settings = ModelSettings.read(modelDir);
    InputFn batches = Examples.of(images, settings.fittedScaler()).batches(batchSize);
    try (Stream<Prediction> predictions = estimator(modelDir, settings).predict(batches)) {
      return predictions.toList();
    }
  }

  /** Exports the newest checkpoint and returns the SavedModel's folder. */
  Path export(Path modelDir, ExportOptions options) {
    ModelSettings settings = ModelSettings.read(modelDir);
    Estimator cnn = estimator(modelDir, settings);
    SavedModelExporter exporter = options.applyTo(settings.exporter());
    return lastEvaluation(cnn)
        .map(exporter::withEvaluation)
        .orElse(exporter)
        .export(cnn, options.exportDir);
  }

  /** Returns the last evaluation on the model's own test set, if there is one. */
  private Optional<Evaluation> lastEvaluation(Estimator cnn) {
    try {
      List<EvaluationRecord> records = EvaluationHistory.in(cnn.evalDir()).records();
      return records.isEmpty()
          ? Optional.empty()
          : Optional.of(Evaluation.of(records.get(records.size() - 1)));
    } catch (SummaryException e) {
      // The card only lacks its figures then, and an export is worth more.
      console.message(e.getMessage());
      return Optional.empty();
    }
  }

  private Estimator estimator(Path modelDir, ModelSettings settings) {
    return Estimator.of(settings.modelFn(), RunConfig.in(modelDir).withSession(session));
  }
}
