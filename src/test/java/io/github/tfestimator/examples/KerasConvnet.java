package io.github.tfestimator.examples;

import static io.github.tfestimator.layers.Activation.RELU;
import static io.github.tfestimator.layers.LayerArguments.filters;
import static io.github.tfestimator.layers.LayerArguments.kernelSize;
import static io.github.tfestimator.layers.LayerArguments.poolSize;
import static io.github.tfestimator.layers.LayerArguments.rate;
import static io.github.tfestimator.layers.LayerArguments.strides;
import static io.github.tfestimator.layers.LayerArguments.units;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.estimator.WarmStartSettings;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.nio.file.Path;
import java.util.Map;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** The network of Keras' example "Simple MNIST convnet", for docs/from-keras.md. */
final class KerasConvnet implements ModelFn {
  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var x = features.get("x"); // [batch, 28, 28, 1]
    var conv1 = layers.conv2d(x, filters(32), kernelSize(3, 3), RELU); // [batch, 26, 26, 32]
    var pool1 = layers.maxPooling2d(conv1, poolSize(2, 2), strides(2)); // [batch, 13, 13, 32]
    var conv2 = layers.conv2d(pool1, filters(64), kernelSize(3, 3), RELU); // [batch, 11, 11, 64]
    var pool2 = layers.maxPooling2d(conv2, poolSize(2, 2), strides(2)); // [batch, 5, 5, 64]
    var flat = layers.flatten(pool2); // [batch, 1600]
    var dropped = layers.dropout(flat, rate(0.5f), mode == Mode.TRAIN);
    var logits = layers.dense(dropped, units(10)); // [batch, 10]
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("probabilities", tf.nn.softmax(logits)));
    }

    var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
    if (mode == Mode.TRAIN) {
      return EstimatorSpec.train(loss, new AdamOptimizer(0.001f).minimize(tf, loss));
    }

    var classes = tf.math.argMax(logits, tf.constant(1), TInt64.class); // [batch]
    return EstimatorSpec.evaluate(
        loss, Map.of("accuracy", Metric.accuracy(tf, labels.get(), classes)));
  }

  static Path run(ArrayInput train, ArrayInput test, ArrayInput unlabeled, Path folder) {
    Estimator model = Estimator.of(new KerasConvnet(), RunConfig.in(folder.resolve("model")));
    int stepsPerEpoch = (train.size() + 127) / 128;
    model.train(train.shuffledBatches(128, 42), Steps.upTo(15 * stepsPerEpoch));
    Evaluation evaluation = model.evaluate(test.batches(128));
    System.out.println(evaluation.loss() + " " + evaluation.accuracy());
    try (var predictions = model.predict(unlabeled.batches(128))) {
      predictions.forEach(prediction -> System.out.println(prediction.get("probabilities")));
    }
    return SavedModelExporter.of(ServingInputFn.raw(test.features()))
        .export(model, folder.resolve("export"));
  }

  static Estimator fineTune(Path kerasExport, ArrayInput train, Path folder) {
    Estimator model =
        Estimator.of(new KerasConvnet(), RunConfig.in(folder))
            .warmStartedFrom(WarmStartSettings.from(kerasExport));
    model.train(train.shuffledBatches(128, 42), Steps.more(100));
    return model;
  }
}
