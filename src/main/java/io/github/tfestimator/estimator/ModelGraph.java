package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.Checkpoints;
import io.github.tfestimator.distribute.Distribution;
import io.github.tfestimator.distribute.ReplicaMean;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.layers.DeterministicOps;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.RandomSeed;
import io.github.tfestimator.savedmodel.Unoptimized;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;

/** The graph of a model for one mode. Owns the native graph. */
final class ModelGraph implements AutoCloseable {
  private final Graph graph;
  private final Inputs inputs;
  private final EstimatorSpec spec;
  private final SessionConfig config;
  private final int devices;
  private Optional<Session> session = Optional.empty();

  private ModelGraph(
      Graph graph, Inputs inputs, EstimatorSpec spec, SessionConfig config, int devices) {
    this.graph = graph;
    this.inputs = inputs;
    this.spec = spec;
    this.config = config;
    this.devices = devices;
  }

  /** Builds a training graph, whose variables get initial values from the seed. */
  static ModelGraph forTraining(
      ModelFn modelFn, InputFn input, RunConfig config, Distribution distribution) {
    return build(
        modelFn,
        Mode.TRAIN,
        config,
        distribution,
        tf -> Inputs.placeholders(tf, input, Mode.TRAIN));
  }

  /** Builds a graph whose variables must be restored. */
  static ModelGraph forInference(ModelFn modelFn, Mode mode, RunConfig config, InputFn input) {
    return build(modelFn, mode, config, tf -> Inputs.placeholders(tf, input, mode));
  }

  /** Builds a graph of one device in the given mode; the inputs are added first. */
  static ModelGraph build(
      ModelFn modelFn, Mode mode, RunConfig config, Function<Ops, Inputs> input) {
    return build(modelFn, mode, config, Distribution.none(), input);
  }

  private static ModelGraph build(
      ModelFn modelFn,
      Mode mode,
      RunConfig config,
      Distribution distribution,
      Function<Ops, Inputs> input) {
    Graph graph = new Graph();
    try {
      Ops tf = Ops.create(graph);
      Inputs inputs = begin(tf, mode, config, distribution, input);
      Log.TENSORFLOW.info("Calling model_fn.");
      EstimatorSpec spec = modelFn.apply(tf, inputs.features(), inputs.labels(), mode);
      Log.TENSORFLOW.info("Done calling model_fn.");
      Checkpoints.requireNamesFree(graph);
      return new ModelGraph(
          graph, inputs, requireSpec(spec, mode), config.session(), distribution.devices());
    } catch (RuntimeException | Error e) {
      graph.close();
      throw e;
    }
  }

  /** Adds what a model function finds in its graph, by the same names in every mode. */
  private static Inputs begin(
      Ops tf, Mode mode, RunConfig config, Distribution distribution, Function<Ops, Inputs> input) {
    if (!distribution.isTrivial()) {
      distribution.addTo(tf);
    }
    if (mode == Mode.TRAIN) {
      RandomSeed.set(tf, config.seed());
      config.session().precision().addTo(tf);
    } else {
      RandomSeed.reserve(tf);
    }
    if (config.session().deterministicOps()) {
      DeterministicOps.require(tf);
    }
    Inputs inputs = input.apply(tf);
    GlobalStep.create(tf);
    return inputs;
  }

  /** Finds what predict and export would refuse before a training of hours, not after it. */
  static void requirePredictable(ModelFn modelFn, RunConfig config, InputFn input) {
    try (var graph = new Graph()) {
      var tf = Ops.create(graph);
      Inputs inputs =
          begin(
              tf,
              Mode.PREDICT,
              config,
              Distribution.none(),
              t -> Inputs.placeholders(t, input, Mode.PREDICT));
      if (modelFn.apply(tf, inputs.features(), inputs.labels(), Mode.PREDICT) == null) {
        throw new PredictionException(
            "The model function returned null in the mode PREDICT, but must return EstimatorSpec.predict(...)");
      }
    } catch (PredictionException e) {
      throw e;
    } catch (RuntimeException e) {
      // A model function that can't predict at all may still train.
    }
  }

  private static EstimatorSpec requireSpec(EstimatorSpec spec, Mode mode) {
    Class<? extends EstimatorSpec> type =
        switch (mode) {
          case TRAIN -> EstimatorSpec.Train.class;
          case EVAL -> EstimatorSpec.Evaluate.class;
          case PREDICT -> EstimatorSpec.Predict.class;
        };
    if (!type.isInstance(spec)) {
      throw new IllegalStateException(
          "The model function returned %s in the mode %s, but must return EstimatorSpec.%s(...)"
              .formatted(
                  spec == null ? "null" : "EstimatorSpec." + spec.getClass().getSimpleName(),
                  mode,
                  type.getSimpleName().toLowerCase(Locale.ROOT)));
    }
    return spec;
  }

  Graph graph() {
    return graph;
  }

  SessionConfig sessionConfig() {
    return config;
  }

  /** Returns the model function's result, of the type that the mode asks for. */
  <T extends EstimatorSpec> T spec(Class<T> type) {
    return type.cast(spec);
  }

  /**
   * Opens a session whose variables have the checkpoint's values, or without one their initial
   * values.
   */
  Session open(Optional<CheckpointReader> checkpoint) {
    return open(checkpoint, config.forNewSession());
  }

  /** Opens a session with a checkpoint's values that runs the graph as it is, a few times. */
  Session openUnoptimized(CheckpointReader checkpoint) {
    return open(Optional.of(checkpoint), Unoptimized.of(config.forNewSession()));
  }

  private Session open(Optional<CheckpointReader> checkpoint, ConfigProto sessionConfig) {
    return open(new Session(graph, sessionConfig), checkpoint);
  }

  /** Gives a session of this graph its values, and closes it if that fails. */
  Session open(Session session, Optional<CheckpointReader> checkpoint) {
    Log.TENSORFLOW.info("Graph was finalized.");
    try {
      checkpoint.ifPresent(saved -> Checkpoints.restore(session, saved));
      Log.TENSORFLOW.info("Running local_init_op.");
      if (checkpoint.isPresent()) {
        // TensorFlow Java takes all that is initialized for restored, tables too.
        LookupTables.initializers(graph).forEach(session::run);
      } else {
        session.initialize();
      }
      Log.TENSORFLOW.info("Done running local_init_op.");
      return session;
    } catch (RuntimeException | Error e) {
      session.close();
      throw e;
    }
  }

  /** Returns the loss of a training, the mean over all replicas. */
  Operand<TFloat32> meanLoss() {
    return ReplicaMean.of(Ops.create(graph), List.of(spec(EstimatorSpec.Train.class).loss()))
        .get(0);
  }

  /** Closes a session before the graph, if it is still open then. */
  Session owning(Session session) {
    this.session = Optional.of(session);
    return session;
  }

  /** Feeds a batch to a run of this graph. */
  BatchFeed feed(Session session, InputFn input, Batch batch) {
    Objects.requireNonNull(batch, "The input's batch is null: its iterator must return batches");
    batch.requireFits(input);
    if (batch.size() % devices != 0) {
      throw new IllegalArgumentException(
          "A batch of %d examples can't be shared evenly by %d devices: choose a batch size that is a multiple of %2$d"
              .formatted(batch.size(), devices));
    }
    return BatchFeed.of(
        session.runner(), batch, inputs.featurePlaceholders(), inputs.labelPlaceholders());
  }

  @Override
  public void close() {
    session.ifPresent(Session::close);
    graph.close();
  }
}
