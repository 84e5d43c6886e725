package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.Checkpoints;
import io.github.tfestimator.checkpoint.ModelDir;
import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.hooks.CheckpointSaverHook;
import io.github.tfestimator.hooks.CheckpointSaverListener;
import io.github.tfestimator.hooks.SessionRunHook;
import java.util.List;
import java.util.Optional;

/**
 * The trainings of an estimator.
 *
 * @param modelFn builds the graph
 * @param config where and how to run
 * @param warmStart another model's values to begin with
 */
record Trainer(ModelFn modelFn, RunConfig config, Optional<WarmStartSettings> warmStart) {

  /** Trains with all hooks from the newest checkpoint on, and saves; returns the step reached. */
  long asChief(ModelDir modelDir, TrainSpec spec, CheckpointSaverListener... listeners) {
    var checkpoints = Checkpoints.in(modelDir, config.keepCheckpointMax());
    if (config.cluster().filter(cluster -> !cluster.isSynchronous()).isPresent()) {
      checkpoints = checkpoints.whereOthersCount();
    }
    var saver = new CheckpointSaverHook(checkpoints, config.saveCheckpoints(), listeners);
    List<SessionRunHook> hooks = DefaultHooks.around(spec.hooks(), saver, config);
    Optional<CheckpointReader> checkpoint = checkpoints.newest();
    if (checkpoint.isEmpty()) {
      ModelGraph.requirePredictable(modelFn, config, spec.input());
    }
    try {
      return train(spec, hooks, checkpoint);
    } catch (PeerLostException e) {
      long start = checkpoint.map(CheckpointReader::globalStep).orElse(0L);
      if (checkpoint.isEmpty() || start < spec.steps().last(start)) {
        throw e;
      }
      // This chief was lost just after the end, and nobody starts the others again.
      Log.TENSORFLOW.info("The training had reached its end, and the other tasks have ended.");
      return start;
    }
  }

  /** Trains with some hooks only, and saves nothing. */
  long asWorker(TrainSpec spec, List<SessionRunHook> hooks) {
    return train(spec, hooks, Optional.empty());
  }

  private long train(
      TrainSpec spec, List<SessionRunHook> hooks, Optional<CheckpointReader> checkpoint) {
    var coordinator = Coordinator.of(config, spec.steps());
    return new Training(modelFn, config, warmStart, spec.input(), spec.steps(), hooks, coordinator)
        .run(checkpoint);
  }
}
