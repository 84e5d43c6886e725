package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/**
 * A model in PREDICT, restored from a checkpoint and ready to be exported. Owns graph and session.
 */
public final class ServingGraph implements AutoCloseable {
  private final ModelGraph model;
  private final ServingInput input;
  private final Optional<Op> initializer;
  private final Session session;
  private final Map<String, SortedMap<String, Operand<?>>> outputs = new HashMap<>();
  private final long globalStep;

  private ServingGraph(ModelGraph model, ServingInput input, CheckpointReader checkpoint) {
    this.model = model;
    this.input = input;
    // Before the session, which wants the graph whole.
    Ops tf = Ops.create(model.graph());
    var predictions = model.spec(EstimatorSpec.Predict.class).predictions();
    // Not at the top, where a signature may have the name of a scope that is still to come.
    Ops scope = tf.withSubScope("signatures");
    for (ServingSignature signature : input.signatures()) {
      var named = scope.withSubScope(Inputs.opName(signature.key()));
      outputs.put(signature.key(), identities(named, signature.outputs().of(named, predictions)));
    }
    this.initializer = LookupTables.addInitializer(tf);
    this.session = model.openUnoptimized(checkpoint);
    this.globalStep = checkpoint.globalStep();
  }

  /**
   * A client may ask for several outputs of one tensor, or for what it feeds: TensorFlow refuses.
   */
  private static SortedMap<String, Operand<?>> identities(
      Ops tf, SortedMap<String, Operand<?>> outputs) {
    SortedMap<String, Operand<?>> distinct = new TreeMap<>();
    Set<String> taken = new HashSet<>();
    outputs.forEach(
        (name, operand) -> {
          boolean isFed = operand.op().type().startsWith("Placeholder");
          boolean isNew = taken.add(operand.asOutput().name());
          distinct.put(name, isFed || !isNew ? tf.identity(operand) : operand);
        });
    return distinct;
  }

  static ServingGraph open(
      ModelFn modelFn, RunConfig config, ServingInputFn servingInput, CheckpointReader checkpoint) {
    List<ServingInput> input = new ArrayList<>();
    ModelGraph model =
        ModelGraph.build(
            modelFn,
            Mode.PREDICT,
            config,
            tf -> {
              input.add(Inputs.serving(tf, servingInput));
              return Inputs.of(input.get(0).features());
            });
    try {
      return new ServingGraph(model, input.get(0), checkpoint);
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /**
   * Returns the session that runs the graph.
   *
   * @return the session, which also gives access to the graph
   */
  public Session session() {
    return session;
  }

  /** {@return the op that fills the tables of a loaded model; none if there are no tables} */
  public Optional<Op> initializer() {
    return initializer;
  }

  /** {@return the signatures of the model} */
  public List<ServingSignature> signatures() {
    return input.signatures();
  }

  /**
   * Returns the outputs of a signature.
   *
   * @param signature one of {@link #signatures}
   * @return the outputs by name
   */
  public SortedMap<String, Operand<?>> outputs(ServingSignature signature) {
    return outputs.get(signature.key());
  }

  /** {@return the configuration of the session} */
  public SessionConfig sessionConfig() {
    return model.sessionConfig();
  }

  /** {@return the global step of the restored checkpoint} */
  public long globalStep() {
    return globalStep;
  }

  @Override
  public void close() {
    session.close();
    model.close();
  }
}
