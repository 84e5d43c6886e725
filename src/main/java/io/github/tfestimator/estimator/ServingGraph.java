package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.tensorflow.Operand;
import org.tensorflow.Session;

/**
 * A model in PREDICT, restored from a checkpoint and ready to be exported. Owns graph and session.
 */
public final class ServingGraph implements AutoCloseable {
  private final ModelGraph model;
  private final ServingInput input;
  private final Session session;
  private final long globalStep;

  private ServingGraph(ModelGraph model, ServingInput input, Session session, long globalStep) {
    this.model = model;
    this.input = input;
    this.session = session;
    this.globalStep = globalStep;
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
              input.add(servingInput.apply(tf));
              return input.get(0).features();
            });
    try {
      Session session = model.open(Optional.of(checkpoint));
      return new ServingGraph(model, input.get(0), session, checkpoint.globalStep());
    } catch (RuntimeException | Error e) {
      model.close();
      throw e;
    }
  }

  /**
   * @return the session, and by it the graph
   */
  public Session session() {
    return session;
  }

  /**
   * @return per signature, its inputs by name
   */
  public SortedMap<String, SortedMap<String, Operand<?>>> signatures() {
    return input.signatures();
  }

  /**
   * @return what the model function predicts, by name: the outputs of every signature
   */
  public SortedMap<String, Operand<?>> predictions() {
    return model.spec(EstimatorSpec.Predict.class).predictions();
  }

  /**
   * @return how many steps the model was trained
   */
  public long globalStep() {
    return globalStep;
  }

  @Override
  public void close() {
    session.close();
    model.close();
  }
}
