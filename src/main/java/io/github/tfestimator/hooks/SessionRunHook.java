package io.github.tfestimator.hooks;

import java.util.Collection;
import java.util.List;
import org.tensorflow.Graph;

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
   * @param context the training, before its first step
   */
  default void afterCreateSession(RunContext context) {}

  /**
   * Before a step.
   *
   * @param context which step
   * @return names of the tensors, such as {@code softmax_tensor} or {@code softmax_tensor:0}, whose
   *     values the hook wants after the step; what no hook asks for isn't computed. A variable,
   *     such as {@code global_step}, has the values that it had before the optimizer moved it
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
   * After the last step and its checkpoint, the last hook first; not if the training failed.
   *
   * @param context the training; its global step is the one reached
   */
  default void end(RunContext context) {}
}
