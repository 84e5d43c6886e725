package io.github.tfestimator.estimator;

import io.github.tfestimator.distribute.Replicas;
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

  /** Taken in every mode: a layer of such a name must have the same variables in all. */
  private static final String SCOPE = "input_fn";

  /** Adds a placeholder for each feature and, unless the mode is PREDICT, each label. */
  static Inputs placeholders(Ops tf, InputFn input, Mode mode) {
    Ops scope = tf.withSubScope(SCOPE);
    Ops featureScope = scope.withSubScope("features");
    Ops labelScope = scope.withSubScope("labels");
    var features = placeholders(featureScope, input.features());
    var labels = new TreeMap<String, Operand<?>>();
    if (mode != Mode.PREDICT) {
      labels.putAll(placeholders(labelScope, input.labels()));
    }
    return new Inputs(
        Features.of(identities(featureScope, features)),
        Labels.of(identities(labelScope, labels), mode),
        features,
        labels);
  }

  /** Adds the inputs of a graph that is exported, whose signatures are fed. */
  static ServingInput serving(Ops tf, ServingInputFn input) {
    return input.apply(tf.withSubScope(SCOPE));
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
    return tf.scope()
        .opBuilder("Placeholder", opName(name))
        .setAttr("dtype", spec.dtype())
        .setAttr("shape", spec.shape().prepend(Shape.UNKNOWN_SIZE))
        .build()
        .output(0);
  }

  /** Returns a legal name of an op: any text may name a feature or a signature. */
  static String opName(String text) {
    String legal = text.replaceAll("[^A-Za-z0-9_.-]", "_");
    return legal.matches("[A-Za-z0-9.].*") ? legal : "input" + legal;
  }

  /**
   * Returns what the model function gets: the device's part of a placeholder. TensorFlow refuses to
   * fetch what is fed, as a metric or a prediction may; not its identity.
   */
  private static SortedMap<String, Operand<?>> identities(
      Ops tf, SortedMap<String, Operand<?>> placeholders) {
    SortedMap<String, Operand<?>> identities = new TreeMap<>();
    placeholders.forEach(
        (name, placeholder) -> identities.put(name, tf.identity(Replicas.split(tf, placeholder))));
    return identities;
  }
}
