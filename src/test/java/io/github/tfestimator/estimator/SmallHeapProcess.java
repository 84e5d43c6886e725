package io.github.tfestimator.estimator;

import static io.github.tfestimator.layers.LayerArguments.units;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.WeightHistogramHook;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.tensorflow.op.Ops;

/** A program with a heap of 64 MiB whose model has 205 MB. */
final class SmallHeapProcess {
  /** Units of the two layers, between which almost all parameters are. */
  private static final int HIDDEN = 6_400;

  private static final int OUTPUTS = 8_000;

  private SmallHeapProcess() {}

  static ChildProcess start(Path modelDir) throws IOException {
    List<String> command =
        new ArrayList<>(ChildProcess.javaCommand(SmallHeapProcess.class, modelDir));
    command.set(command.indexOf("-Xmx256m"), "-Xmx64m");
    // JavaCPP would take the heap's limit for one of native memory too.
    command.add(1, "-Dorg.bytedeco.javacpp.maxBytes=0");
    command.add(1, "-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    return ChildProcess.start(command);
  }

  public static void main(String[] args) {
    Path modelDir = Path.of(args[0]);
    var input = SyntheticInput.endless(6, OUTPUTS, 4);
    var histograms = WeightHistogramHook.every(Every.steps(1));
    estimator(modelDir).train(input, Steps.more(1), histograms);
    System.out.println("resumed to " + estimator(modelDir).train(input, Steps.more(1)));
    var evaluation = estimator(modelDir).evaluate(SyntheticInput.finite(6, OUTPUTS, 8, 4));
    System.out.println("evaluated step " + evaluation.globalStep());
    estimator(modelDir).newestCheckpoint().variables().forEach(System.out::println);
  }

  private static Estimator estimator(Path modelDir) {
    return Estimator.of(SmallHeapProcess::model, RunConfig.in(modelDir).withKeepCheckpointMax(1));
  }

  private static EstimatorSpec model(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var hidden = layers.dense(features.get("x"), units(HIDDEN), Activation.RELU);
    var logits = layers.dense(hidden, units(OUTPUTS));
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("logits", logits));
    }
    var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
    return mode == Mode.TRAIN
        ? EstimatorSpec.train(loss, new GradientDescentOptimizer(0.1f).minimize(tf, loss))
        : EstimatorSpec.evaluate(loss, Map.of());
  }
}
