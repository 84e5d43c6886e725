package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.AllVariables;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.ClusterException;
import io.github.tfestimator.distribute.Collectives;
import io.github.tfestimator.distribute.Distribution;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/**
 * The coordinator of a worker that takes each step together with the others: {@code
 * tf.distribute.MultiWorkerMirroredStrategy}. Gradients are all-reduced, so all workers keep equal
 * variables. With each step they also exchange who wants to end.
 */
final class SynchronousCoordinator extends ClusterCoordinator {
  private static final int STOP = 0;
  private static final int INTERRUPT = 1;
  private static final int ABANDON = 2;
  private static final int EXAMPLES = 3;
  private static final int FLAGS = 4;

  private final Distribution distribution;
  private final Fingerprint fingerprint;
  private Operand<TFloat32> flags;
  private Operand<TFloat32> meanFlags;
  private Op broadcast;
  private Op barrier;
  private boolean isOver;
  private int examples;

  SynchronousCoordinator(RunConfig config, Cluster cluster, Steps steps) {
    super(config, cluster);
    this.fingerprint = new Fingerprint(config.seed(), steps);
    this.distribution =
        new Distribution(
            devices.count(),
            devices.type(),
            cluster.workers(),
            cluster.worker(),
            0,
            cluster.device(),
            server.nextInstances());
  }

  @Override
  public Distribution distribution() {
    return distribution;
  }

  @Override
  public InputFn share(InputFn input) {
    fingerprint.add(input);
    return input.shard(cluster.workers(), cluster.worker());
  }

  @Override
  public void addTo(ModelGraph model) {
    fingerprint.add(model.graph());
    Ops tf = Ops.create(model.graph()).withSubScope("cluster");
    flags = tf.placeholder(TFloat32.class, Placeholder.shape(Shape.of(FLAGS)));
    meanFlags = Collectives.mean(tf, flags);
    Operand<TFloat32> met = Collectives.mean(tf, tf.constant(0f));
    barrier = tf.withControlDependencies(List.of(met)).noOp();
    broadcast = AllVariables.replace(tf, value -> Collectives.broadcast(tf, value));
  }

  @Override
  public Session open(
      ModelGraph model, Optional<CheckpointReader> checkpoint, Optional<Op> warmStart) {
    Session session = model.owning(server.open(model.graph(), sessionConfig));
    model.open(session, checkpoint);
    if (isChief()) {
      warmStart.ifPresent(session::run);
    }
    fingerprint.requireEqual(session);
    session.run(broadcast);
    return session;
  }

  @Override
  public boolean countsAlone() {
    return true;
  }

  @Override
  public void exchange(BatchFeed feed, StepContext context, Batch batch, BatchIterator following) {
    examples = batch.size();
    float[] values = new float[FLAGS];
    values[STOP] = context.stopRequested() || !following.hasNext() ? 1 : 0;
    values[INTERRUPT] = context.isInterrupted() ? 1 : 0;
    values[ABANDON] = context.isAbandoned() ? 1 : 0;
    values[EXAMPLES] = examples;
    feed.feed(flags, TFloat32.vectorOf(values));
    feed.runner().fetch(meanFlags);
  }

  @Override
  public void received(Result result, StepContext context) {
    TFloat32 means = (TFloat32) result.get(meanFlags.asOutput().name()).orElseThrow();
    if (context.iteration() == 0) {
      requireEqualBatches(means.getFloat(EXAMPLES));
    }
    isOver = means.getFloat(STOP) > 0;
    if (means.getFloat(INTERRUPT) > 0) {
      context.interrupt();
    }
    if (means.getFloat(ABANDON) > 0) {
      context.abandon();
    }
    if (isOver) {
      context.requestStop();
    }
  }

  private void requireEqualBatches(float mean) {
    if (Math.abs(mean - examples) > 1e-3) {
      throw new ClusterException(
          "The first batch of %s has %d examples, but the mean of all %d workers' is %s: give all the same batch size"
              .formatted(cluster.name(), examples, cluster.workers(), mean));
    }
  }

  /** All end at the same step: who alone wants to end takes one more, by which the others learn. */
  @Override
  public boolean isOver(StepContext context) {
    return isOver;
  }

  /** The others lose this one when its process ends. */
  @Override
  public void fail(RuntimeException e) {}

  /** Twice: after the first meeting the chief has saved, after the second nobody needs anybody. */
  @Override
  public void finish(StepContext context) {
    context.session().run(barrier);
    try {
      context.session().run(barrier);
    } catch (RuntimeException e) {
      // Another one was quicker to end.
      Log.TENSORFLOW.debug("The last meeting of the workers failed.", e);
    }
  }
}
