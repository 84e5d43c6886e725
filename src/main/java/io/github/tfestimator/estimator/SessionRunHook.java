package io.github.tfestimator.estimator;

import java.util.Collection;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Session;

/**
 * Looks on while a model is trained: {@code tf.train.SessionRunHook}. A hook that throws ends the
 * training; the checkpoints saved before stand.
 */
public interface SessionRunHook {

  /**
   * Before the session is made; the last moment to add to the graph.
   *
   * @param graph the graph that will be trained
   */
  default void begin(Graph graph) {}

  /**
   * When the variables have their values.
   *
   * @param session the session
   * @param globalStep how many steps were taken before
   */
  default void afterCreateSession(Session session, long globalStep) {}

  /**
   * Before a step.
   *
   * @param context which step
   * @return names of the tensors, such as {@code softmax_tensor} or {@code softmax_tensor:0}, whose
   *     values the hook wants after the step; what no hook asks for isn't computed. Not the
   *     variables, {@code global_step} among them: the step moves them while they are read
   */
  default Collection<String> beforeRun(RunContext context) {
    return List.of();
  }

  /**
   * After a step.
   *
   * @param context which step
   * @param values the loss, and the tensors asked for; they live as long as this call
   */
  default void afterRun(RunContext context, RunValues values) {}

  /**
   * After the last step; not if the training failed.
   *
   * @param session the session
   * @param globalStep how many steps were taken in all
   */
  default void end(Session session, long globalStep) {}
}
