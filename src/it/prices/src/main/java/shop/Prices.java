package shop;

import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.vocabulary;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Trains a regression, evaluates it, exports it and asks the export for a price. */
public final class Prices {
  private Prices() {}

  private static EstimatorSpec model(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var user = layers.embedding(features.get("user", TInt64.class), vocabulary(50), units(8));
    var x = tf.concat(List.of(user, features.get("x")), tf.constant(1)); // [batch, 12]
    var hidden = layers.dense(x, units(32), Activation.RELU); // [batch, 32]
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

  private static ArrayInput examples(int count, long seed) {
    var random = new Random(seed);
    long[] users = new long[count];
    float[][] x = new float[count][4];
    float[][] prices = new float[count][1];
    for (int i = 0; i < count; i++) {
      users[i] = random.nextInt(50);
      for (int j = 0; j < 4; j++) {
        x[i][j] = random.nextFloat();
      }
      prices[i][0] = users[i] % 5 + x[i][0];
    }
    return ArrayInput.of(Map.of("user", users, "x", x), prices);
  }

  public static void main(String[] args) {
    Path folder = Path.of(args[0]);
    var prices = Estimator.of(Prices::model, RunConfig.in(folder.resolve("model")));
    prices.train(examples(2000, 1).shuffledBatches(50, 3), Steps.upTo(300));

    var test = examples(200, 2);
    Evaluation evaluation = prices.evaluate(test.batches(50));
    System.out.println(evaluation);
    if (evaluation.metric("rmse") > 0.5) {
      throw new IllegalStateException("The model hasn't learned: " + evaluation);
    }

    Path version =
        SavedModelExporter.of(ServingInputFn.raw(test.features()))
            .export(prices, folder.resolve("savedmodel"));
    try (var predictor = SavedModelPredictor.load(version)) {
      var answer =
          predictor.predict(
              Map.of("user", new long[] {3}, "x", new float[][] {{0.5f, 0, 0, 0}}));
      System.out.println("price " + answer.get("price").getObject(0, 0));
    }
  }
}
