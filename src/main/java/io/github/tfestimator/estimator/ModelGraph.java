package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.Checkpoints;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.RandomSeed;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/** A model's graph for one mode. Owns the native graph. */
final class ModelGraph implements AutoCloseable {
  static final String LABELS = "labels";

  private final Graph graph;
  private final EstimatorSpec spec;
  private final SessionConfig config;

  private ModelGraph(Graph graph, EstimatorSpec spec, SessionConfig config) {
    this.graph = graph;
    this.spec = spec;
    this.config = config;
  }

  /** A graph whose variables get initial values from the seed. */
  static ModelGraph forTraining(
      ModelFn modelFn, SortedMap<String, Integer> widths, RunConfig config) {
    return build(
        modelFn,
        Mode.TRAIN,
        config,
        tf -> {
          RandomSeed.set(tf, config.seed());
          return placeholders(tf, widths);
        });
  }

  /** A graph whose variables must be restored. */
  static ModelGraph forInference(
      ModelFn modelFn, Mode mode, RunConfig config, SortedMap<String, Integer> widths) {
    return build(modelFn, mode, config, tf -> placeholders(tf, widths));
  }

  /** A graph in the given mode; the input is called first and adds what the features come from. */
  static ModelGraph build(
      ModelFn modelFn, Mode mode, RunConfig config, Function<Ops, Features> input) {
    Graph graph = new Graph();
    try {
      Ops tf = Ops.create(graph);
      Features features = input.apply(tf);
      GlobalStep.create(tf);
      Labels labels =
          mode == Mode.PREDICT
              ? Labels.none()
              : Labels.of(
                  tf.withName(LABELS)
                      .placeholder(TInt32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE))));
      Log.TENSORFLOW.info("Calling model_fn.");
      EstimatorSpec spec = modelFn.apply(tf, features, labels, mode);
      Log.TENSORFLOW.info("Done calling model_fn.");
      return new ModelGraph(graph, spec, config.session());
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  private static Features placeholders(Ops tf, SortedMap<String, Integer> widths) {
    SortedMap<String, Operand<TFloat32>> byName = new TreeMap<>();
    widths.forEach(
        (name, width) ->
            byName.put(
                name,
                tf.withName(name)
                    .placeholder(
                        TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, width)))));
    return Features.of(byName);
  }

  Graph graph() {
    return graph;
  }

  /** What the model function returned, which must be of the type that the mode asks for. */
  <T extends EstimatorSpec> T spec(Class<T> type) {
    if (!type.isInstance(spec)) {
      throw new IllegalStateException(
          "The model function returned EstimatorSpec.%s where the mode asks for EstimatorSpec.%s"
              .formatted(spec.getClass().getSimpleName(), type.getSimpleName()));
    }
    return type.cast(spec);
  }

  /**
   * A session whose variables have the checkpoint's values, or without one their initial values.
   */
  Session open(Optional<CheckpointReader> checkpoint) {
    Log.TENSORFLOW.info("Graph was finalized.");
    Session session = new Session(graph, config.toProto());
    try {
      checkpoint.ifPresent(saved -> Checkpoints.restore(session, saved));
      Log.TENSORFLOW.info("Running local_init_op.");
      session.initialize();
      Log.TENSORFLOW.info("Done running local_init_op.");
      return session;
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** A step of this graph, to be run once: feeds the batch and says what is to be fetched. */
  BatchFeed feed(Session session, Batch batch) {
    return BatchFeed.of(session.runner(), batch, spec instanceof EstimatorSpec.Predict);
  }

  @Override
  public void close() {
    graph.close();
  }
}
