package io.github.tfestimator.parity;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.tensorflow.Graph;

/** Notes each step's loss, the first step's gradients, and the variables after some steps. */
final class StepWatch implements SessionRunHook {
  final List<Float> losses = new ArrayList<>();
  final Map<String, Sample> gradients = new TreeMap<>();
  final Map<Integer, Map<String, Sample>> variables = new TreeMap<>();

  private final Set<Integer> snapshots;
  private final Map<String, String> gradientTensors = new TreeMap<>();

  /**
   * Creates a hook that notes the variables after some steps.
   *
   * @param snapshots after how many steps to note the variables
   */
  StepWatch(Set<Integer> snapshots) {
    this.snapshots = snapshots;
  }

  @Override
  public void begin(Graph graph) {
    gradientTensors.putAll(Tensors.gradients(graph));
  }

  @Override
  public Collection<String> beforeRun(RunContext context) {
    return losses.isEmpty() ? gradientTensors.values() : List.of();
  }

  @Override
  public void afterRun(RunContext context, RunValues run) {
    if (losses.isEmpty()) {
      gradientTensors.forEach(
          (name, tensor) -> gradients.put(name, Sample.of(name, Tensors.floats(run.get(tensor)))));
    }
    losses.add(run.loss());
    if (snapshots.contains(losses.size())) {
      variables.put(losses.size(), variables(context));
    }
  }

  private static Map<String, Sample> variables(RunContext context) {
    Map<String, Sample> variables = new TreeMap<>();
    for (String name : Formula.VARIABLES) {
      variables.put(name, Sample.of(name, Tensors.variable(context.session(), name)));
    }
    return variables;
  }
}
