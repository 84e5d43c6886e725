// The program of docs/library.md.
package io.github.tfestimator.examples;

import static io.github.tfestimator.layers.LayerArguments.rate;
import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.vocabulary;

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
import io.github.tfestimator.hooks.LoggingTensorHook;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.LearningRate;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

public final class Approvals {
  private Approvals() {}

  static EstimatorSpec modelFn(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var age = layers.embedding(features.get("age", TInt64.class), vocabulary(100), units(4));
    var x = tf.concat(List.of(age, features.get("income")), tf.constant(1)); // [batch, 7]
    var hidden = layers.dense(x, units(16), Activation.RELU); // [batch, 16]
    var dropped = layers.dropout(hidden, rate(0.3f), mode == Mode.TRAIN);
    var logits = layers.dense(dropped, units(1)); // [batch, 1]
    var probabilities = tf.withName("probabilities").math.sigmoid(logits);
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("probabilities", probabilities));
    }

    var target = labels.get(TFloat32.class); // [batch, 1]
    var loss = Losses.sigmoidCrossEntropy(tf, target, logits);
    if (mode == Mode.TRAIN) {
      var decay = LearningRate.exponentialDecay(0.01f, 100, 0.9f);
      return EstimatorSpec.train(loss, new AdamOptimizer(decay).minimize(tf, loss));
    }

    return EstimatorSpec.evaluate(loss, Map.of("auc", Metric.auc(target, probabilities)));
  }

  public static void main(String[] args) {
    var train = examples(2_000, 1);
    var test = examples(500, 2);
    var config = RunConfig.in(Path.of(args[0])).withSaveCheckpoints(Every.steps(100));
    var exporter = SavedModelExporter.of(ServingInputFn.raw(test.features()));
    var result =
        Estimator.of(Approvals::modelFn, config)
            .trainAndEvaluate(
                TrainSpec.of(train.shuffledBatches(50, 3), Steps.upTo(500))
                    .withHooks(LoggingTensorHook.every(100, "probabilities", "probabilities")),
                EvalSpec.of(test.batches(100)).withExporters(new FinalExporter("final", exporter)));
    System.out.println(result.evaluation() + ", exported to " + result.exports().get("final"));
  }

  private static ArrayInput examples(int count, long seed) {
    var random = new Random(seed);
    long[] age = random.longs(count, 0, 100).toArray();
    float[][] income = new float[count][3];
    float[][] approved = new float[count][1];
    for (int i = 0; i < count; i++) {
      income[i][0] = random.nextFloat();
      approved[i][0] = age[i] / 100f + income[i][0] > 1 ? 1 : 0;
    }
    return ArrayInput.of(Map.of("age", age, "income", income), approved);
  }
}
