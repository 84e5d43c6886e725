package io.github.tfestimator.hooks;

import io.github.tfestimator.layers.Variable;
import io.github.tfestimator.layers.Variables;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.types.TFloat32;

/** Writes histograms of all float variables for TensorBoard, after a step: how weights spread. */
public final class WeightHistogramHook implements SessionRunHook {
  private final EveryTimer timer;
  private final List<Variable<TFloat32>> weights = new ArrayList<>();

  private WeightHistogramHook(Every every) {
    this.timer = new EveryTimer(every);
  }

  /**
   * Returns a hook that writes histograms of the weights.
   *
   * @param every the interval, from the first step of a training on
   * @return the hook
   */
  public static WeightHistogramHook every(Every every) {
    return new WeightHistogramHook(every);
  }

  @Override
  public void begin(Graph graph) {
    timer.reset();
    weights.clear();
    for (Variable<?> variable : Variables.all(graph)) {
      if (variable.type().equals(TFloat32.class)) {
        weights.add(variable.expect(TFloat32.class));
      }
    }
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    long step = context.globalStep() + 1;
    if (timer.isDue(step)) {
      timer.done(step);
      weights.forEach(weight -> write(context, weight, step));
    }
  }

  /** Runs the read alone, as a step's reads are of before the step. */
  private static void write(RunContext context, Variable<TFloat32> weight, long step) {
    try (Result result = context.session().runner().fetch(weight.value()).run()) {
      var values = result.get(0).asRawTensor().data().asFloats();
      try {
        context.events().histogram(weight.name(), values, step);
      } catch (IllegalArgumentException notFinite) {
        throw NanLossDuringTrainingException.ofVariables(step);
      }
    }
  }
}
