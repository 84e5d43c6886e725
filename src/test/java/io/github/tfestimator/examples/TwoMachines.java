// The program of docs/two-machines.md.
package io.github.tfestimator.examples;

import static io.github.tfestimator.layers.LayerArguments.units;

import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.EvalSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.TrainSpec;
import io.github.tfestimator.export.FinalExporter;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

public final class TwoMachines {
  private TwoMachines() {}

  static EstimatorSpec modelFn(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var hidden = layers.dense(features.get("x"), units(32), Activation.RELU); // [batch, 32]
    var price = layers.dense(hidden, units(1)); // [batch, 1]
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("price", price));
    }

    var target = labels.get(TFloat32.class); // [batch, 1]
    var loss = Losses.meanSquaredError(tf, target, price);
    if (mode == Mode.TRAIN) {
      return EstimatorSpec.train(loss, new AdamOptimizer(0.01f).minimize(tf, loss));
    }

    return EstimatorSpec.evaluate(
        loss, Map.of("rmse", Metric.rootMeanSquaredError(tf, target, price)));
  }

  public static void main(String[] args) {
    var train = examples(10_000, 1); // the same on each machine, which takes its share
    var test = examples(1_000, 2);
    var exporter = SavedModelExporter.of(ServingInputFn.raw(test.features()));
    var trainSpec = TrainSpec.of(train.shuffledBatches(50, 3), Steps.upTo(500));
    var evalSpec =
        EvalSpec.of(test.batches(100)).withExporters(new FinalExporter("final", exporter));

    var config =
        RunConfig.fromEnvironment(Path.of(args[0])) // reads TF_CONFIG
            .withSaveCheckpoints(Every.steps(100));
    var estimator = Estimator.of(TwoMachines::modelFn, config);
    try {
      var result = estimator.trainAndEvaluate(trainSpec, evalSpec);
      System.out.println("Step " + result.globalStep() + " " + result.exports());
    } catch (PeerLostException e) {
      System.err.println(e.getMessage());
      Runtime.getRuntime().halt(PeerLostException.EXIT_CODE); // start it again: it resumes
    }
  }

  private static ArrayInput examples(int count, long seed) {
    var random = new Random(seed);
    float[][] x = new float[count][4];
    float[][] prices = new float[count][1];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < 4; j++) {
        x[i][j] = random.nextFloat();
      }
      prices[i][0] = 2 * x[i][0] * x[i][1] - x[i][2];
    }
    return ArrayInput.of(Map.of("x", x), prices);
  }
}
