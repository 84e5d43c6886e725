package io.github.tfestimator.estimator;

import java.util.SortedMap;
import org.tensorflow.Operand;
import org.tensorflow.Session;

/**
 * A model in PREDICT, restored from the newest checkpoint and ready to be exported. Owns graph and
 * session.
 */
public final class ServingGraph implements AutoCloseable {
  private final ModelGraph model;
  private final Session session;
  private final long globalStep;

  ServingGraph(ModelGraph model, Session session, long globalStep) {
    this.model = model;
    this.session = session;
    this.globalStep = globalStep;
  }

  /**
   * @return the session, and by it the graph
   */
  public Session session() {
    return session;
  }

  /**
   * @return what the model function predicts, by name
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
