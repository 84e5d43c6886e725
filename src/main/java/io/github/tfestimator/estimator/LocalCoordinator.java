package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.Distribution;
import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import java.util.Optional;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.proto.ConfigProto;

/** The coordinator of a training in one process: without a cluster, or as its only worker. */
final class LocalCoordinator implements Coordinator {
  private final TrainingDevices devices;
  private final ConfigProto sessionConfig;

  LocalCoordinator(RunConfig config) {
    this.devices = config.trainingDevices();
    this.sessionConfig = devices.config(config.session());
  }

  @Override
  public Distribution distribution() {
    return Distribution.onDevices(devices.count(), devices.type());
  }

  @Override
  public boolean isChief() {
    return true;
  }

  @Override
  public InputFn share(InputFn input) {
    return input;
  }

  @Override
  public void addTo(ModelGraph model) {}

  @Override
  public Session open(
      ModelGraph model, Optional<CheckpointReader> checkpoint, Optional<Op> warmStart) {
    Session session = model.owning(new Session(model.graph(), sessionConfig));
    model.open(session, checkpoint);
    warmStart.ifPresent(session::run);
    return session;
  }

  @Override
  public boolean countsAlone() {
    return true;
  }

  @Override
  public void exchange(BatchFeed feed, StepContext context, Batch batch, BatchIterator following) {}

  @Override
  public void received(Result result, StepContext context) {}

  @Override
  public boolean isOver(StepContext context) {
    return context.stopRequested();
  }

  @Override
  public void finish(StepContext context) {}

  @Override
  public void fail(RuntimeException e) {}

  @Override
  public Optional<PeerLostException> peerLost(RuntimeException e) {
    return Optional.empty();
  }
}
