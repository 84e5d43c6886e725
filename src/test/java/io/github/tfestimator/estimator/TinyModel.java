package io.github.tfestimator.estimator;

import static io.github.tfestimator.layers.LayerArguments.rate;
import static io.github.tfestimator.layers.LayerArguments.units;

import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt64;

/** A network of 83 parameters with dropout, for tests of what surrounds a network. */
record TinyModel(int hiddenUnits, float learningRate) implements ModelFn {
  static final int WIDTH = 6;
  static final int CLASSES = 3;

  static final SyntheticInput TRAIN = SyntheticInput.endless(WIDTH, CLASSES, 8);

  /** The usual estimator of these tests. */
  static Estimator in(Path modelDir) {
    return with(RunConfig.in(modelDir));
  }

  static Estimator with(RunConfig config) {
    return Estimator.of(new TinyModel(8, 0.2f), config);
  }

  static SyntheticInput examples(int count, int batchSize) {
    return SyntheticInput.finite(WIDTH, CLASSES, count, batchSize);
  }

  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var hidden = layers.dense(features.get("x"), units(hiddenUnits), Activation.RELU);
    var dropout = layers.dropout(hidden, rate(0.4f), mode == Mode.TRAIN);
    var logits = layers.dense(dropout, units(CLASSES));
    var classes = tf.math.argMax(logits, tf.constant(1), TInt64.class);
    var probabilities = tf.withName("softmax_tensor").nn.softmax(logits);
    if (mode == Mode.PREDICT) {
      return EstimatorSpec.predict(Map.of("classes", classes, "probabilities", probabilities));
    }
    var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
    if (mode == Mode.TRAIN) {
      return EstimatorSpec.train(
          loss, new GradientDescentOptimizer(learningRate).minimize(tf, loss));
    }
    return EstimatorSpec.evaluate(
        loss,
        Map.of(
            "accuracy", Metric.accuracy(tf, labels.get(), classes),
            "matrix", Metric.confusionMatrix(labels.get(), classes)));
  }

  private static boolean isKept(Path file) {
    return Files.isRegularFile(file)
        && !file.getFileName()
            .toString()
            .matches("events\\.out\\.tfevents\\..*|\\.?evaluations\\..*");
  }

  /**
   * All files under a folder with their bytes, to see whether one changed; without event files and
   * histories of evaluations.
   */
  static SortedMap<String, String> contents(Path folder) {
    SortedMap<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(TinyModel::isKept).toList()) {
        contents.put(
            folder.relativize(file).toString(), HexFormat.of().formatHex(Files.readAllBytes(file)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return contents;
  }
}
