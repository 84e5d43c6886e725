package io.github.tfestimator.hooks;

import java.util.Collection;
import java.util.List;
import org.tensorflow.Graph;

/**
 * A receiver of callbacks during a training: {@code tf.train.SessionRunHook}. A hook that throws
 * ends the training; earlier checkpoints remain.
 */
public interface SessionRunHook {

  /**
   * Tells whether each worker of a cluster runs the hook, not the chief alone. A stop that such a
   * hook requests on any worker ends all.
   *
   * @return false, if not overridden
   */
  default boolean runsOnEachWorker() {
    return false;
  }

  /**
   * Called before the session is created: the last moment to add to the graph.
   *
   * @param graph the graph that will be trained
   */
  default void begin(Graph graph) {}

  /**
   * Called when the variables have their values.
   *
   * @param context the training, before its first step
   */
  default void afterCreateSession(RunContext context) {}

  /**
   * Called before a step.
   *
   * @param context the training before the step
   * @return names of the tensors, such as {@code softmax_tensor} or {@code softmax_tensor:0}, whose
   *     values the hook needs after the step; tensors that no hook requests aren't computed. A
   *     variable, such as {@code global_step}, has its values before the optimizer's update
   */
  default Collection<String> beforeRun(RunContext context) {
    return List.of();
  }

  /**
   * Called after a step.
   *
   * @param context the training, whose global step doesn't yet count the step
   * @param values the loss and the requested tensors, which are valid during this call
   */
  default void afterRun(RunContext context, RunValues values) {}

  /**
   * Called after the last step and its checkpoint, the last hook first; not if the training failed.
   *
   * @param context the training; its global step is the one reached
   */
  default void end(RunContext context) {}
}
