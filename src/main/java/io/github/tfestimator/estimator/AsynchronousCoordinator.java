package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.AllVariables;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.ClusterServer;
import io.github.tfestimator.distribute.ClusterTable;
import io.github.tfestimator.distribute.Distribution;
import io.github.tfestimator.distribute.ParameterServer;
import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.hooks.NanLossDuringTrainingException;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.layers.GlobalStep;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt64;

/**
 * The coordinator of a worker whose variables are on parameter servers: {@code
 * ParameterServerStrategy}. Each worker takes its own steps, and nobody waits for anybody.
 */
final class AsynchronousCoordinator extends ClusterCoordinator {
  private static final String READY = "ready";
  private static final String DONE = "done ";

  /** The chief's note that it was stopped before the end, which ends the workers as well. */
  private static final String STOPPED = "stopped";

  private static final long POLL_MILLIS = 500;

  /** The patience of the chief with workers that don't say that they are done: one may be dead. */
  private static final Duration FAREWELL = Duration.ofSeconds(30);

  /** The same for a chief that was stopped: who stops a machine may grant no more than 30 s. */
  private static final Duration STOPPED_FAREWELL = Duration.ofSeconds(10);

  private final Fingerprint fingerprint;
  private final List<ClusterTable> tables = new ArrayList<>();
  private Operand<TBool> areInitialized;
  private Operand<TInt64> stepAfter;
  private Operand<TInt64> stopped;
  private Session session;

  AsynchronousCoordinator(RunConfig config, Cluster cluster, Steps steps) {
    super(config, cluster);
    this.fingerprint = new Fingerprint(config.seed(), steps);
  }

  @Override
  public Distribution distribution() {
    return new Distribution(
        devices.count(),
        devices.type(),
        1,
        cluster.worker(),
        cluster.parameterServers(),
        cluster.device(),
        0);
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
    for (int i = 0; i < cluster.parameterServers(); i++) {
      tables.add(ClusterTable.on(tf, i));
    }
    stopped = tables.get(0).note(STOPPED);
    areInitialized = AllVariables.areInitialized(tf);
    Op trainOp = model.spec(EstimatorSpec.Train.class).trainOp();
    stepAfter =
        tf.withControlDependencies(List.of(trainOp))
            .readVariableOp(GlobalStep.of(tf).handle(), TInt64.class);
  }

  @Override
  public Session open(
      ModelGraph model, Optional<CheckpointReader> checkpoint, Optional<Op> warmStart) {
    session = model.owning(server.open(model.graph(), sessionConfig));
    ClusterServer.skipInitializers(session);
    if (!isChief()) {
      awaitChief(session);
      // It may have stopped before, and said so: the chief would end without it.
      tables.get(0).put(session, DONE + cluster.worker());
      return withLookupTables(model, session);
    }
    // A chief that was killed while it ended may have left it.
    tables.get(0).put(session, STOPPED);
    if (isReady(session)) {
      Log.TENSORFLOW.info("The parameter servers have the variables already: going on with them.");
    } else {
      tables.get(0).put(session, READY);
      session.forceInitialize();
      model.open(session, checkpoint);
      warmStart.ifPresent(session::run);
      long[] parts = fingerprint.parts();
      tables.get(0).put(session, READY, 1, parts[0], parts[1], parts[2], parts[3]);
    }
    return withLookupTables(model, session);
  }

  private static Session withLookupTables(ModelGraph model, Session session) {
    LookupTables.initializers(model.graph()).forEach(session::run);
    return session;
  }

  private void awaitChief(Session session) {
    // Of an earlier chief, which was killed before it had ended the servers: until the next chief
    // takes the note away, it would end this worker after a step.
    boolean isStale = isStopped(session);
    if (isStale || !isReady(session)) {
      Log.TENSORFLOW.info("Waiting for the chief to give the variables their values.");
      long end = System.nanoTime() + cluster.timeout().toNanos();
      do {
        sleep();
        if (System.nanoTime() > end) {
          throw new PeerLostException(
              "Lost the chief: it hasn't given the variables their values for %d s. Start this task again, and the chief if it doesn't run."
                  .formatted(cluster.timeout().toSeconds()),
              null);
        }
      } while (isStale && isStopped(session) || !isReady(session));
    }
  }

  private boolean isStopped(Session session) {
    return tables.get(0).get(session, STOPPED)[0] != 0;
  }

  /** Tells whether the chief has given all variables their values; a server may have lost them. */
  private boolean isReady(Session session) {
    long[] ready = tables.get(0).get(session, READY);
    if (ready[0] == 0) {
      return false;
    }
    fingerprint.requireEqual(Arrays.copyOfRange(ready, 1, ready.length));
    try (Result result = session.runner().fetch(areInitialized).run()) {
      return ((TBool) result.get(0)).getBoolean();
    }
  }

  private static void sleep() {
    try {
      Thread.sleep(POLL_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for another task", e);
    }
  }

  @Override
  public boolean countsAlone() {
    return false;
  }

  @Override
  public void exchange(BatchFeed feed, StepContext context, Batch batch, BatchIterator following) {
    feed.runner().fetch(stepAfter).fetch(stopped);
  }

  /** Others' steps count too, and a stop of the chief ends all. */
  @Override
  public void received(Result result, StepContext context) {
    TInt64 after = (TInt64) result.get(stepAfter.asOutput().name()).orElseThrow();
    context.setGlobalStep(after.getLong() - 1);
    TInt64 note = (TInt64) result.get(stopped.asOutput().name()).orElseThrow();
    if (note.getLong(0) != 0) {
      context.interrupt();
    }
  }

  @Override
  public boolean isOver(StepContext context) {
    return context.stopRequested();
  }

  /** The chief ends the parameter servers after the last worker. */
  @Override
  public void finish(StepContext context) {
    if (!isChief()) {
      tables.get(0).put(session, DONE + cluster.worker(), 1);
    } else if (context.isInterrupted()) {
      tables.get(0).put(session, STOPPED, 1);
      awaitWorkers(STOPPED_FAREWELL);
      finishServers(ParameterServer.End.STOPPED);
    } else {
      awaitWorkers(FAREWELL);
      finishServers(ParameterServer.End.COMPLETE);
    }
  }

  private void awaitWorkers(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    for (int worker = 1; worker < cluster.workers(); worker++) {
      while (tables.get(0).get(session, DONE + worker)[0] == 0 && System.nanoTime() < end) {
        sleep();
      }
    }
  }

  private void finishServers(ParameterServer.End end) {
    tables.forEach(table -> ParameterServer.finish(table, session, end));
  }

  /**
   * Variables that aren't finite are worth nothing, and a chief that starts again must not find
   * them. After any other failure they are good, and the workers go on.
   */
  @Override
  public void fail(RuntimeException e) {
    if (isChief() && e instanceof NanLossDuringTrainingException && session != null) {
      try {
        finishServers(ParameterServer.End.DIVERGED);
      } catch (RuntimeException lost) {
        Log.TENSORFLOW.debug("The parameter servers can't be told of the failure.", lost);
      }
    }
  }
}
