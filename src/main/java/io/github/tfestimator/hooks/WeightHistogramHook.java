package io.github.tfestimator.hooks;

import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Graph;
import org.tensorflow.Output;
import org.tensorflow.Result;
import org.tensorflow.op.core.Variable;
import org.tensorflow.types.TFloat32;

/** Writes histograms of all float variables for TensorBoard, after a step: how weights spread. */
public final class WeightHistogramHook implements SessionRunHook {
  private final EveryTimer timer;
  private final List<Output<TFloat32>> weights = new ArrayList<>();

  private WeightHistogramHook(Every every) {
    this.timer = new EveryTimer(every);
  }

  /**
   * @param every how often, from the first step of a training on
   * @return the hook
   */
  public static WeightHistogramHook every(Every every) {
    return new WeightHistogramHook(every);
  }

  @Override
  public void begin(Graph graph) {
    timer.reset();
    weights.clear();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().equals(Variable.OP_NAME)
                  && op.output(0).type().equals(TFloat32.class)) {
                weights.add(op.output(0));
              }
            });
  }

  @Override
  public void afterRun(RunContext context, RunValues values) {
    long step = context.globalStep() + 1;
    if (timer.isDue(step)) {
      timer.done(step);
      weights.forEach(weight -> write(context, weight, step));
    }
  }

  /** In a run of its own, for the step's would read variables while they move. */
  private static void write(RunContext context, Output<TFloat32> weight, long step) {
    try (Result result = context.session().runner().fetch(weight).run()) {
      float[] values = Floats.of(result.get(0));
      for (float value : values) {
        if (!Float.isFinite(value)) {
          throw NanLossDuringTrainingException.ofVariables(step);
        }
      }
      context.events().histogram(weight.op().name(), values, step);
    }
  }
}
