package io.github.tfestimator.benchmark;

import io.github.tfestimator.Rows;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import org.tensorflow.Result;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;

/**
 * The time of each kernel, by TensorFlow's own trace: of a training step of the full-size network,
 * and of the predictions of 1 and 128 images. Kernels run one after the other here, so that none
 * slows down another; tracing costs some time of its own.
 *
 * <p>On an idle machine: {@code scripts/benchmark kernels [TIMES]}.
 */
public final class KernelsBenchmark {
  private static final int BATCH = 100;
  private static final int WARM_UP = 20;
  private static final SessionConfig ONE_BY_ONE = SessionConfig.defaults().withThreads(0, 1);
  private static final RunOptions FULL_TRACE =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();

  private KernelsBenchmark() {}

  /** Runs with the number of traced steps and predictions, 100 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 100, 1, KernelsBenchmark::run);
  }

  private static boolean run(int times, Path folder) {
    MinMaxScaler scaler = MinMaxScaler.unit(784);
    Examples digits = Examples.of(Digits.draw(2_000, 42), scaler);
    var config = RunConfig.in(folder.resolve("model")).withSession(ONE_BY_ONE);
    Estimator cnn = Estimator.of(new CnnModelFn(CnnParams.defaults()), config);
    var step = new KernelTimes();
    cnn.train(
        digits.shuffledBatches(BATCH, 42), Steps.more(WARM_UP + (long) times), new Trace(step));
    Path model =
        SavedModelExporter.of(new ImageServingInputFn(scaler))
            .export(cnn, folder.resolve("export"));
    var report = new Report();
    step.addTo(report, "A training step, batch " + BATCH);
    predict(model, digits, 1, times).addTo(report, "Predicting 1 image");
    predict(model, digits, 128, times).addTo(report, "Predicting 128 images");
    System.out.println(report.text());
    return true;
  }

  private static KernelTimes predict(Path model, Examples digits, int images, int times) {
    var kernels = new KernelTimes();
    float[] x = Rows.x(digits.batches(images).from(0).next());
    try (var bundle = SavedModelBundle.load(model.toString(), SavedModelBundle.DEFAULT_TAG);
        TFloat32 batch = TFloat32.tensorOf(Shape.of(images, 784), DataBuffers.of(x, true, false))) {
      var signature = bundle.function("serving_default").signature();
      for (int i = -WARM_UP; i < times; i++) {
        Session.Runner runner = bundle.session().runner().setOptions(FULL_TRACE);
        runner.feed(signature.getInputs().get("x").name, batch);
        signature.getOutputs().values().forEach(output -> runner.fetch(output.name));
        try (Result result = runner.runAndFetchMetadata()) {
          if (i >= 0) {
            kernels.add(result.getMetadata().orElseThrow());
          }
        }
      }
    }
    return kernels;
  }

  /** Has each step traced once the training is warm. */
  private record Trace(KernelTimes kernels) implements SessionRunHook {
    @Override
    public Collection<String> beforeRun(RunContext context) {
      if (context.iteration() >= WARM_UP) {
        context.requestTrace();
      }
      return List.of();
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      values.trace().ifPresent(kernels::add);
    }
  }
}
