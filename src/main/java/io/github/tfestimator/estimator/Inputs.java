package io.github.tfestimator.estimator;

import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;

/**
 * The inputs of a model's graph.
 *
 * @param features as the model function gets them
 * @param labels as the model function gets them
 * @param featurePlaceholders the ops that batches are fed to, by feature; none in a graph that is
 *     exported, whose signatures are fed
 * @param labelPlaceholders the ops that batches are fed to, by label
 */
record Inputs(
    Features features,
    Labels labels,
    SortedMap<String, Operand<?>> featurePlaceholders,
    SortedMap<String, Operand<?>> labelPlaceholders) {

  /** Adds a placeholder for each feature and, unless the mode is PREDICT, each label. */
  static Inputs placeholders(Ops tf, InputFn input, Mode mode) {
    var features = placeholders(tf.withSubScope("features"), input.features());
    var labels = new TreeMap<String, Operand<?>>();
    if (mode != Mode.PREDICT) {
      labels.putAll(placeholders(tf.withSubScope("labels"), input.labels()));
    }
    return new Inputs(
        Features.of(identities(tf, features)),
        Labels.of(identities(tf, labels), mode),
        features,
        labels);
  }

  /** Returns the inputs of a graph whose signatures are fed. */
  static Inputs of(Features features) {
    return new Inputs(
        features, Labels.of(new TreeMap<>(), Mode.PREDICT), new TreeMap<>(), new TreeMap<>());
  }

  /** Adds a placeholder of [batch, ...] for each spec. */
  static SortedMap<String, Operand<?>> placeholders(Ops tf, SortedMap<String, TensorSpec> specs) {
    SortedMap<String, Operand<?>> placeholders = new TreeMap<>();
    specs.forEach((name, spec) -> placeholders.put(name, placeholder(tf, name, spec)));
    return placeholders;
  }

  /** By the op's attributes, as the class for it wants types of Java. */
  private static Output<?> placeholder(Ops tf, String name, TensorSpec spec) {
    // Any text may name a feature, but not an op.
    String opName = name.replaceAll("[^A-Za-z0-9_.-]", "_");
    return tf.scope()
        .opBuilder("Placeholder", opName.matches("[A-Za-z0-9.].*") ? opName : "input" + opName)
        .setAttr("dtype", spec.dtype())
        .setAttr("shape", spec.shape().prepend(Shape.UNKNOWN_SIZE))
        .build()
        .output(0);
  }

  /** TensorFlow refuses to fetch what is fed, as a metric or a prediction may; not its identity. */
  private static SortedMap<String, Operand<?>> identities(
      Ops tf, SortedMap<String, Operand<?>> placeholders) {
    SortedMap<String, Operand<?>> identities = new TreeMap<>();
    placeholders.forEach((name, placeholder) -> identities.put(name, tf.identity(placeholder)));
    return identities;
  }
}
