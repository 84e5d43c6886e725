package io.github.tfestimator.estimator;

import io.github.tfestimator.hooks.CheckpointSaverHook;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.LossLoggingHook;
import io.github.tfestimator.hooks.NanTensorHook;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.hooks.StepCounterHook;
import io.github.tfestimator.hooks.SummarySaverHook;
import java.util.ArrayList;
import java.util.List;

/** The hooks that every training has. */
final class DefaultHooks {
  private DefaultHooks() {}

  /**
   * Returns the user's hooks with the others around them: the loss is checked before anything is
   * saved, and the saver is the last one.
   */
  static List<SessionRunHook> around(
      List<SessionRunHook> hooks, CheckpointSaverHook saver, RunConfig config) {
    List<SessionRunHook> all = new ArrayList<>();
    if (hooks.stream().noneMatch(NanTensorHook.class::isInstance)) {
      all.add(NanTensorHook.fail());
    }
    all.addAll(hooks);
    all.add(LossLoggingHook.every(Every.steps(config.logStepCountSteps())));
    all.add(StepCounterHook.every(Every.steps(config.logStepCountSteps())));
    if (config.saveSummarySteps() > 0) {
      all.add(SummarySaverHook.every(Every.steps(config.saveSummarySteps())));
    }
    all.add(saver);
    return all;
  }
}
