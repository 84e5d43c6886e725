package io.github.tfestimator.parity;

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
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.io.AtomicFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.types.TFloat32;

/**
 * Our side of {@code scripts/parity/speed.py}: reads orders such as {@code train 100} from standard
 * input, one a line, and answers each with the seconds that it took. Computes nothing between, so
 * that Python can have the machine to itself.
 */
public final class SpeedWorker implements AutoCloseable {
  private static final int BATCH = 100;
  private static final int EVALUATION_BATCH = 128;
  private static final int WARM_UP = 20;
  private static final MinMaxScaler SCALER = MinMaxScaler.unit(784);

  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private final Path folder = Files.createTempDirectory("speed");
  private final LabeledImages pictures;
  private final Examples examples;
  private final Estimator estimator;
  private final SavedModelClassifier classifier;
  private final SavedModelBundle bundle;

  private SpeedWorker(int count) throws IOException {
    int[] labels = IntStream.range(0, count).map(Formula::label).toArray();
    pictures = new LabeledImages(Formula.pictures(0, count), labels);
    examples = Examples.of(pictures, SCALER);
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
   * @param args how many pictures there are
   * @throws IOException if a temporary folder can't be used
   */
  public static void main(String[] args) throws IOException {
    LOG.setLevel(Level.WARNING);
    var orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    try (var worker = new SpeedWorker(Integer.parseInt(args[0]))) {
      System.out.printf(
          "TensorFlow %s, JDK %s%n", TensorFlow.version(), System.getProperty("java.version"));
      for (String order; (order = orders.readLine()) != null; ) {
        String[] words = order.split(" ");
        System.out.println(worker.seconds(words[0], Integer.parseInt(words[1])));
      }
    }
  }

  private double seconds(String order, int count) {
    return switch (order) {
      case "train" -> train(count);
      case "evaluate" -> {
        InputFn input = first(count).batches(EVALUATION_BATCH);
        yield seconds(() -> estimator.evaluate(input));
      }
      case "evaluate-session" -> evaluateBySession(count);
      case "predict" -> {
        InputFn input = first(1).batches(1);
        yield median(count, () -> estimator.predict(input));
      }
      case "predict-saved-model" -> {
        List<float[]> one = List.of(batches(1).get(0).features().get("x"));
        yield median(count, () -> classifier.classifyFeatures(one));
      }
      case "predict-session" -> {
        Batch one = batches(1).get(0);
        yield median(count, () -> runSession(one));
      }
      default -> throw new IllegalArgumentException("There is no order '" + order + "'");
    };
  }

  /** Seconds a step, once the training runs: without the building, restoring and saving. */
  private double train(int steps) {
    var timer = new StepTimer(steps);
    estimator.train(examples.shuffledBatches(BATCH, 42), Steps.more(WARM_UP + (long) steps), timer);
    return timer.secondsPerStep;
  }

  private double evaluateBySession(int count) {
    List<Batch> batches = batches(count);
    return seconds(() -> batches.forEach(this::runSession));
  }

  private void runSession(Batch batch) {
    float[] rows = batch.features().get("x");
    var outputs =
        bundle.metaGraphDef().getSignatureDefOrThrow("serving_default").getOutputsMap().values();
    try (TFloat32 x =
        TFloat32.tensorOf(Shape.of(batch.size(), 784), DataBuffers.of(rows, true, false))) {
      var runner = bundle.session().runner().feed("x", x);
      outputs.forEach(output -> runner.fetch(output.getName()));
      try (Result result = runner.run()) {
        result.get(0);
      }
    }
  }

  private Examples first(int count) {
    return Examples.of(pictures.select(IntStream.range(0, count).toArray()), SCALER);
  }

  private List<Batch> batches(int count) {
    List<Batch> batches = new ArrayList<>();
    first(count).batches(Math.min(count, EVALUATION_BATCH)).from(0).forEachRemaining(batches::add);
    return batches;
  }

  private static double seconds(Runnable work) {
    long start = System.nanoTime();
    work.run();
    return (System.nanoTime() - start) / 1e9;
  }

  private static double median(int count, Runnable work) {
    return IntStream.range(0, count).mapToDouble(i -> seconds(work)).sorted().toArray()[count / 2];
  }

  @Override
  public void close() throws IOException {
    classifier.close();
    bundle.close();
    AtomicFiles.deleteTree(folder);
  }

  /** From the end of the last step of the warm-up to that of the last step. */
  private static final class StepTimer implements SessionRunHook {
    private final int steps;
    private long start;
    private double secondsPerStep;

    StepTimer(int steps) {
      this.steps = steps;
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      if (context.iteration() == WARM_UP - 1) {
        start = System.nanoTime();
      } else if (context.iteration() == WARM_UP + steps - 1) {
        secondsPerStep = (System.nanoTime() - start) / 1e9 / steps;
      }
    }
  }
}
