package io.github.tfestimator.cli;

import io.github.tfestimator.cli.ModelSettings.ScalerKind;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.data.Examples;
import io.github.tfestimator.data.Images;
import io.github.tfestimator.data.InputFn;
import io.github.tfestimator.data.LabeledImages;
import io.github.tfestimator.data.MinMaxScaler;
import io.github.tfestimator.data.TrainTest;
import io.github.tfestimator.estimator.Devices;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.export.PixelInputFn;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.tensorflow.TensorFlow;

/** The tutorial's steps, as the commands share them. */
record Workflow(Console console) {

  /**
   * Trains as the options say; the settings are kept with the checkpoints.
   *
   * @param own the settings of the model that is trained on, if there is one
   */
  void train(TrainOptions options, Optional<ModelSettings> own, TrainTest data) {
    Steps end = options.end();
    CnnParams params = options.params();
    ModelSettings settings =
        own.map(old -> old.with(params)).orElseGet(() -> newSettings(options, data, params));
    InputFn batches =
        Examples.of(data.train(), settings.fittedScaler())
            .shuffledBatches(options.batchSize, options.seed);
    var config = RunConfig.in(options.modelDir).withSeed(options.seed);
    try (var progress = new ProgressHook(console, end)) {
      Estimator cnn = Estimator.of(new CnnModelFn(params), config);
      options
          .warmStart
          .settings()
          .map(cnn::warmStartedFrom)
          .orElse(cnn)
          .train(batches, end, options.logging(), progress, keeping(settings, options.modelDir));
    }
  }

  /** Writes the settings once the checkpoint turned out to fit them, and before the first save. */
  private static SessionRunHook keeping(ModelSettings settings, Path modelDir) {
    return new SessionRunHook() {
      @Override
      public void afterCreateSession(RunContext context) {
        settings.write(modelDir);
      }
    };
  }

  private static ModelSettings newSettings(TrainOptions options, TrainTest data, CnnParams params) {
    Images images = data.train().images();
    MinMaxScaler scaler =
        options.scaler == ScalerKind.UNIT
            ? MinMaxScaler.unit(images.width())
            : MinMaxScaler.fit(images);
    return ModelSettings.of(options.source(), options.scaler, scaler, params);
  }

  Evaluation evaluate(Path modelDir, LabeledImages test, int batchSize) {
    ModelSettings settings = ModelSettings.read(modelDir);
    InputFn batches = Examples.of(test, settings.fittedScaler()).batches(batchSize);
    return estimator(modelDir, settings).evaluate(batches);
  }

  List<Prediction> predict(Path modelDir, Images pictures) {
    ModelSettings settings = ModelSettings.read(modelDir);
    InputFn batches =
        Examples.of(pictures, settings.fittedScaler()).batches(Math.min(128, pictures.size()));
    return estimator(modelDir, settings).predict(batches);
  }

  Path export(Path modelDir, Path exportDir) {
    ModelSettings settings = ModelSettings.read(modelDir);
    return SavedModelExporter.export(
        estimator(modelDir, settings), new PixelInputFn(settings.fittedScaler()), exportDir);
  }

  /** Says what TensorFlow will compute on. */
  void sayDevices() {
    List<String> devices = Devices.list();
    console.message(
        "TensorFlow %s on %s".formatted(TensorFlow.version(), String.join(", ", devices)));
    if (Devices.isGpuBuild() && devices.stream().noneMatch(name -> name.startsWith("GPU"))) {
      console.message(
          "This is the GPU build, but TensorFlow sees no GPU: it computes on the CPU, to the same bits"
              + " as the CPU build.");
    }
  }

  private static Estimator estimator(Path modelDir, ModelSettings settings) {
    return Estimator.of(new CnnModelFn(settings.params()), RunConfig.in(modelDir));
  }
}
