package io.github.tfestimator.hooks;

import io.github.tfestimator.summary.EventFile;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * Writes the loss, and tensors if wanted, for TensorBoard, from the first step of a training on:
 * {@code tf.train.SummarySaverHook}. Each training has one for the loss.
 */
public final class SummarySaverHook implements SessionRunHook {
  private final EveryTimer timer;
  private final SortedMap<String, String> tensors;
  private boolean due;

  private SummarySaverHook(Every every, SortedMap<String, String> tensors) {
    this.timer = new EveryTimer(every);
    this.tensors = tensors;
  }

  /**
   * Writes the loss, as {@code loss}.
   *
   * @param every the interval
   * @return the hook
   */
  public static SummarySaverHook every(Every every) {
    return new SummarySaverHook(every, new TreeMap<>());
  }

  /**
   * Writes tensors.
   *
   * @param every the interval
   * @param tensors by tag, names of float tensors in the graph: a scalar is written as such,
   *     another one as a histogram of its values
   * @return the hook
   */
  public static SummarySaverHook every(Every every, Map<String, String> tensors) {
    return new SummarySaverHook(every, new TreeMap<>(tensors));
  }

  @Override
  public void begin(Graph graph) {
    timer.reset();
    TensorNames.requireIn(graph, tensors.values(), "SummarySaverHook");
  }

  @Override
  public Collection<String> beforeRun(RunContext context) {
    due = timer.isDue(context.globalStep() + 1);
    return due ? tensors.values() : List.of();
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    if (!due) {
      return;
    }
    long step = context.globalStep() + 1;
    timer.done(step);
    if (tensors.isEmpty()) {
      context.events().scalar("loss", values.loss(), step);
    }
    tensors.forEach((tag, name) -> write(context.events(), tag, values.get(name), step));
  }

  private static void write(EventFile events, String tag, Tensor tensor, long step) {
    if (!(tensor instanceof FloatNdArray)) {
      throw new IllegalArgumentException(
          "The summary \"%s\" is of %s; only floats can be written"
              .formatted(tag, tensor.dataType()));
    }
    var values = tensor.asRawTensor().data().asFloats();
    if (tensor.shape().numDimensions() == 0) {
      events.scalar(tag, values.getFloat(0), step);
    } else {
      events.histogram(tag, values, step);
    }
  }
}
