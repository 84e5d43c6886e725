package io.github.tfestimator.hooks;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.tensorflow.Graph;

/**
 * Logs tensors at an interval, from the first step of a training on: {@code
 * tf.train.LoggingTensorHook}. Of large tensors it shows the corners.
 */
public final class LoggingTensorHook implements SessionRunHook {
  private final EveryTimer timer;
  private final SortedMap<String, String> tensors;
  private boolean due;

  private LoggingTensorHook(Every every, SortedMap<String, String> tensors) {
    this.timer = new EveryTimer(every);
    this.tensors = tensors;
  }

  /**
   * {@code LoggingTensorHook({tag: tensor}, every_n_iter=everyNIter)}.
   *
   * @param everyNIter the number of steps between two lines
   * @param tag what to call the tensor in the log
   * @param tensor its name in the graph, such as {@code softmax_tensor}
   * @return the hook
   * @throws IllegalArgumentException if the number of steps is below 1
   */
  public static LoggingTensorHook every(int everyNIter, String tag, String tensor) {
    if (everyNIter < 1) {
      throw new IllegalArgumentException("every_n_iter (" + everyNIter + ") must be 1 or more");
    }
    return every(Every.steps(everyNIter), Map.of(tag, tensor));
  }

  /**
   * {@code LoggingTensorHook(tensors, every_n_iter=...)} or {@code (tensors, every_n_secs=...)}.
   *
   * @param every the interval
   * @param tensors by tag, names in the graph
   * @return the hook
   */
  public static LoggingTensorHook every(Every every, Map<String, String> tensors) {
    return new LoggingTensorHook(every, new TreeMap<>(tensors));
  }

  @Override
  public void begin(Graph graph) {
    timer.reset();
    TensorNames.requireIn(graph, tensors.values(), "LoggingTensorHook");
  }

  @Override
  public Collection<String> beforeRun(RunContext context) {
    due = timer.isDue(context.iteration());
    return due ? tensors.values() : List.of();
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (due) {
      StringJoiner line = new StringJoiner(", ");
      tensors.forEach((tag, tensor) -> line.add(tag + " = " + TensorText.of(values.get(tensor))));
      Log.TENSORFLOW.info("{}{}", line, timer.lap(context.iteration()));
    }
  }
}
