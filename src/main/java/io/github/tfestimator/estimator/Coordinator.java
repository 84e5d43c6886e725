package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.Distribution;
import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;

/** The part of a training that concerns the other tasks of a cluster. */
interface Coordinator {

  /** Returns the coordinator of this process's task. */
  static Coordinator of(RunConfig config, Steps steps) {
    if (config.cluster().isEmpty()) {
      return new LocalCoordinator(config);
    }
    Cluster cluster = config.cluster().get();
    if (cluster.isSynchronous() && cluster.workers() == 1) {
      // A worker alone has nobody to exchange with.
      return new LocalCoordinator(config);
    }
    return cluster.isSynchronous()
        ? new SynchronousCoordinator(config, cluster, steps)
        : new AsynchronousCoordinator(config, cluster, steps);
  }

  /** Returns what the training graph carries. */
  Distribution distribution();

  /** Tells whether this task saves and writes. */
  boolean isChief();

  /** Returns this worker's part of the input. */
  InputFn share(InputFn input);

  /** Adds the ops of the exchange to a finished training graph. */
  void addTo(ModelGraph model);

  /**
   * Opens a session whose variables have values: the checkpoint's, or the initial ones. The model
   * closes it.
   *
   * @param warmStart what then changes them
   */
  Session open(ModelGraph model, Optional<CheckpointReader> checkpoint, Optional<Op> warmStart);

  /** Tells whether no other worker counts the same global step. */
  boolean countsAlone();

  /** Adds to a step what it exchanges. */
  void exchange(BatchFeed feed, StepContext context, Batch batch, BatchIterator following);

  /** Takes what a step exchanged. */
  void received(Result result, StepContext context);

  /** Tells whether all tasks have agreed to end. */
  boolean isOver(StepContext context);

  /** Waits, after the last save, until no other task needs this one. */
  void finish(StepContext context);

  /** Ends the tasks that would wait for this one in vain, after it has failed. */
  void fail(RuntimeException e);

  /** Returns the failure of another task that an exception tells of, if it does. */
  Optional<PeerLostException> peerLost(RuntimeException e);
}
