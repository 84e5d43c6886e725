package io.github.tfestimator.estimator;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.tensorflow.Graph;

/**
 * Logs tensors every so many steps, from the first step of a training on: {@code
 * tf.train.LoggingTensorHook}. Of large tensors it shows the corners.
 */
public final class LoggingTensorHook implements SessionRunHook {
  private final int everyNIter;
  private final SortedMap<String, String> tensors;
  private final Stopwatch stopwatch = new Stopwatch();

  private LoggingTensorHook(int everyNIter, SortedMap<String, String> tensors) {
    if (everyNIter < 1) {
      throw new IllegalArgumentException("every_n_iter (" + everyNIter + ") must be 1 or more");
    }
    this.everyNIter = everyNIter;
    this.tensors = tensors;
  }

  /**
   * {@code LoggingTensorHook({tag: tensor}, every_n_iter=everyNIter)}.
   *
   * @param everyNIter how many steps lie between two lines
   * @param tag what to call the tensor in the log
   * @param tensor its name in the graph, such as {@code softmax_tensor}
   * @return the hook
   * @throws IllegalArgumentException if the number of steps is below 1
   */
  public static LoggingTensorHook every(int everyNIter, String tag, String tensor) {
    return every(everyNIter, Map.of(tag, tensor));
  }

  /**
   * {@code LoggingTensorHook(tensors, every_n_iter=everyNIter)}.
   *
   * @param everyNIter how many steps lie between two lines
   * @param tensors by tag, names in the graph
   * @return the hook
   * @throws IllegalArgumentException if the number of steps is below 1
   */
  public static LoggingTensorHook every(int everyNIter, Map<String, String> tensors) {
    return new LoggingTensorHook(everyNIter, new TreeMap<>(tensors));
  }

  @Override
  public void begin(Graph graph) {
    stopwatch.reset();
    for (String tensor : tensors.values()) {
      if (!TensorNames.isIn(graph, tensor)) {
        throw new IllegalArgumentException(
            "LoggingTensorHook: the model has no tensor \"" + tensor + "\"");
      }
    }
  }

  @Override
  public Collection<String> beforeRun(RunContext context) {
    return isDue(context) ? tensors.values() : List.of();
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (isDue(context)) {
      StringJoiner line = new StringJoiner(", ");
      tensors.forEach((tag, tensor) -> line.add(tag + " = " + TensorText.of(values.get(tensor))));
      Log.TENSORFLOW.info("{}{}", line, stopwatch.lap());
    }
  }

  private boolean isDue(RunContext context) {
    return context.iteration() % everyNIter == 0;
  }
}
