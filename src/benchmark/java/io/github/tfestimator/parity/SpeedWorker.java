package io.github.tfestimator.parity;

import io.github.tfestimator.Rows;
import io.github.tfestimator.benchmark.Answer;
import io.github.tfestimator.benchmark.CommandHandler;
import io.github.tfestimator.benchmark.PausableTraining;
import io.github.tfestimator.benchmark.Statistics;
import io.github.tfestimator.benchmark.Stopwatch;
import io.github.tfestimator.benchmark.Workspace;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/** The Java side of {@code scripts/parity/speed.py}, a worker that answers with seconds. */
public final class SpeedWorker implements CommandHandler {
  private static final int BATCH = 100;
  private static final int EVALUATION_BATCH = 128;
  private static final int WARM_UP = 20;
  private static final MinMaxScaler SCALER = MinMaxScaler.unit(784);

  private final Workspace workspace;
  private final LabeledImages images;
  private final Examples examples;
  private final Estimator estimator;
  private final SavedModelClassifier classifier;
  private final SavedModelBundle bundle;

  private SpeedWorker(Workspace workspace, int count) {
    this.workspace = workspace;
    int[] labels = IntStream.range(0, count).map(Formula::label).toArray();
    images = new LabeledImages(Formula.images(0, count), labels);
    examples = Examples.of(images, SCALER);
    Path folder = workspace.folder();
    estimator =
        Estimator.of(new CnnModelFn(CnnParams.defaults()), RunConfig.in(folder.resolve("model")));
    estimator.train(examples.shuffledBatches(BATCH, 42), Steps.more(1));
    Path export =
        SavedModelExporter.of(new ImageServingInputFn(SCALER))
            .export(estimator, folder.resolve("export"));
    classifier = SavedModelClassifier.load(export);
    bundle = SavedModelBundle.load(export.toString(), SavedModelBundle.DEFAULT_TAG);
  }

  /**
   * Answers {@code versions} and commands such as {@code train 100}.
   *
   * @param args how many images there are
   * @throws IOException if a temporary folder can't be used
   */
  public static void main(String[] args) throws IOException {
    Workspace workspace = Workspace.open();
    CommandHandler.serve(() -> new SpeedWorker(workspace, Integer.parseInt(args[0])));
  }

  @Override
  public Answer handle(String... words) {
    return words[0].equals("versions")
        ? Answer.of(
            "TensorFlow %s, JDK %s"
                .formatted(TensorFlow.version(), System.getProperty("java.version")))
        : Answer.of(seconds(words[0], Integer.parseInt(words[1])));
  }

  private double seconds(String command, int count) {
    return switch (command) {
      case "train" -> train(count);
      case "evaluate" -> {
        InputFn input = first(count).batches(EVALUATION_BATCH);
        yield Stopwatch.seconds(() -> estimator.evaluate(input));
      }
      case "evaluate-session" -> evaluateBySession(count);
      case "predict" -> {
        InputFn input = first(1).batches(1);
        yield median(count, () -> estimator.predict(input).forEach(prediction -> {}));
      }
      case "predict-saved-model" -> {
        List<float[]> one = List.of(Rows.x(batches(1).get(0)));
        yield median(count, () -> classifier.classifyFeatures(one));
      }
      case "predict-session" -> {
        Batch one = batches(1).get(0);
        yield median(count, () -> runSession(one));
      }
      default -> throw new IllegalArgumentException("There is no command '" + command + "'");
    };
  }

  /** Seconds of a step, once the training runs: without the building, restoring and saving. */
  private double train(int steps) {
    try (var training = PausableTraining.start(estimator, examples.shuffledBatches(BATCH, 42))) {
      return Statistics.mean(training.secondsOfSteps(WARM_UP, steps));
    }
  }

  private double evaluateBySession(int count) {
    List<Batch> batches = batches(count);
    return Stopwatch.seconds(() -> batches.forEach(this::runSession));
  }

  private void runSession(Batch batch) {
    float[] rows = Rows.x(batch);
    var signature = bundle.metaGraphDef().getSignatureDefOrThrow("serving_default");
    try (TFloat32 x =
        TFloat32.tensorOf(Shape.of(batch.size(), 784), DataBuffers.of(rows, true, false))) {
      var runner = bundle.session().runner().feed(signature.getInputsOrThrow("x").getName(), x);
      signature.getOutputsMap().values().forEach(output -> runner.fetch(output.getName()));
      try (Result result = runner.run()) {
        result.get(0);
      }
    }
  }

  private Examples first(int count) {
    return Examples.of(images.select(IntStream.range(0, count).toArray()), SCALER);
  }

  private List<Batch> batches(int count) {
    List<Batch> batches = new ArrayList<>();
    first(count).batches(Math.min(count, EVALUATION_BATCH)).from(0).forEachRemaining(batches::add);
    return batches;
  }

  private static double median(int count, Runnable work) {
    return Statistics.median(Stopwatch.secondsOfEach(0, count, work));
  }

  @Override
  public void close() {
    classifier.close();
    bundle.close();
    workspace.close();
  }
}
