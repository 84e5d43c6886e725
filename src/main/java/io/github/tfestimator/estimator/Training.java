package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.hooks.NanLossDuringTrainingException;
import io.github.tfestimator.hooks.NanTensorHook;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.hooks.TensorNames;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.summary.EventFile;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.RunOptions;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** One call of {@link Estimator#train}. */
final class Training {
  private static final RunOptions FULL_TRACE =
      RunOptions.newBuilder().setTraceLevel(RunOptions.TraceLevel.FULL_TRACE).build();

  /** Their {@code minimize} finds reference variables alone, of which our layers make none. */
  private static final String FRAMEWORK_OPTIMIZERS =
      ". The optimizers of tensorflow-framework train no variable of Layers and don't count: use those of io.github.tfestimator.layers, such as AdamOptimizer.";

  private final ModelFn modelFn;
  private final RunConfig config;
  private final Optional<WarmStartSettings> warmStart;
  private final InputFn input;
  private final Steps steps;
  private final List<SessionRunHook> hooks;
  private final Coordinator coordinator;
  private Operand<TFloat32> loss;
  private float lastLoss;

  Training(
      ModelFn modelFn,
      RunConfig config,
      Optional<WarmStartSettings> warmStart,
      InputFn input,
      Steps steps,
      List<SessionRunHook> hooks,
      Coordinator coordinator) {
    this.modelFn = modelFn;
    this.config = config;
    this.warmStart = warmStart;
    this.input = coordinator.share(input);
    this.steps = steps;
    this.hooks = hooks;
    this.coordinator = coordinator;
  }

  /** Trains from the newest checkpoint on; returns the global step reached. */
  long run(Optional<CheckpointReader> checkpoint) {
    long start = checkpoint.map(CheckpointReader::globalStep).orElse(0L);
    if (config.cluster().isEmpty() && start >= steps.last(start)) {
      Log.TENSORFLOW.info("Skipping training since max_steps has already saved.");
      return start;
    }
    PrecisionProbe.requireQuick(config.session());
    checkpoint.ifPresent(saved -> PrecisionChange.log(saved, config.session().precision()));
    var model = ModelGraph.forTraining(modelFn, input, config, coordinator.distribution());
    boolean isUsable = true;
    try {
      return run(model, checkpoint);
    } catch (RuntimeException e) {
      Optional<PeerLostException> lost = coordinator.peerLost(e);
      // To close what waits for a lost task may take forever; the process must end anyway.
      isUsable = lost.isEmpty();
      if (isUsable) {
        coordinator.fail(e);
      }
      throw lost.<RuntimeException>map(peer -> peer).orElse(e);
    } finally {
      if (isUsable) {
        model.close();
      }
    }
  }

  private long run(ModelGraph model, Optional<CheckpointReader> checkpoint) {
    Optional<Op> warm = warmStart.flatMap(settings -> settings.addTo(model.graph(), checkpoint));
    loss = model.meanLoss();
    hooks.forEach(hook -> hook.begin(model.graph()));
    coordinator.addTo(model);
    Session session = coordinator.open(model, checkpoint, warm);
    long start = start(model, session, checkpoint);
    var context = new StepContext(session, events(model, start, checkpoint.isEmpty()), start);
    hooks.forEach(hook -> hook.afterCreateSession(context));
    loop(model, context, steps.last(start));
    end(context);
    coordinator.finish(context);
    logFinalLoss(context);
    return context.globalStep();
  }

  /** The chief alone knows the checkpoint. */
  private long start(ModelGraph model, Session session, Optional<CheckpointReader> checkpoint) {
    return config.cluster().isPresent()
        ? globalStep(model, session)
        : checkpoint.map(CheckpointReader::globalStep).orElse(0L);
  }

  private EventFile events(ModelGraph model, long start, boolean isAfresh) {
    EventFile events = EventFile.in(config.modelDir());
    if (!coordinator.isChief()) {
      return events;
    }
    events.sessionStart(start + 1);
    if (isAfresh) {
      events.graph(model.graph().toGraphDef());
    }
    return events;
  }

  /**
   * A variable may be no number before the loss is, and whoever sees it first ends the training.
   */
  private void runToleratingNan(StepContext context, Runnable part) {
    try {
      part.run();
    } catch (NanLossDuringTrainingException e) {
      if (hooks.stream().noneMatch(hook -> hook instanceof NanTensorHook nan && !nan.fails())) {
        throw e;
      }
      Log.TENSORFLOW.warn(e.getMessage());
      context.abandon();
    }
  }

  /**
   * Ends hooks in reverse order, so the checkpoint saver has saved before another hook can fail.
   */
  private void end(StepContext context) {
    for (int i = hooks.size() - 1; i >= 0; i--) {
      SessionRunHook hook = hooks.get(i);
      runToleratingNan(context, () -> hook.end(context));
    }
  }

  private void logFinalLoss(StepContext context) {
    if (context.iteration() > 0) {
      Log.TENSORFLOW.info("Loss for final step: {}.", lastLoss);
    } else if (!context.stopRequested()) {
      Log.TENSORFLOW.warn(
          "Training with estimator made no steps. Perhaps input is empty or misspecified.");
    }
  }

  private void loop(ModelGraph model, StepContext context, long last) {
    try (BatchIterator batches = input.from(input.repeats() ? context.globalStep() : 0)) {
      while (context.globalStep() < last && !coordinator.isOver(context) && batches.hasNext()) {
        Set<String> requested = requested(model, context);
        if (!coordinator.isOver(context)) {
          lastLoss = step(model, batches, requested, context);
          context.next();
        }
      }
    }
  }

  /** One fetch a tensor, however many hooks want it: TensorFlow Java refuses to fetch one twice. */
  private Set<String> requested(ModelGraph model, StepContext context) {
    Set<String> requested = new LinkedHashSet<>();
    requested.add(loss.asOutput().name());
    for (SessionRunHook hook : hooks) {
      hook.beforeRun(context)
          .forEach(name -> requested.add(TensorNames.canonical(model.graph(), name)));
    }
    return requested;
  }

  private float step(
      ModelGraph model, BatchIterator batches, Set<String> requested, StepContext context) {
    Batch batch = batches.next();
    try (BatchFeed feed = model.feed(context.session(), input, batch)) {
      requested.stream().filter(name -> !feed.feeds(name)).forEach(feed.runner()::fetch);
      feed.runner().addTarget(model.spec(EstimatorSpec.Train.class).trainOp());
      coordinator.exchange(feed, context, batch, batches);
      try (Result result = run(feed.runner(), context)) {
        float value = FetchedTensors.scalar(result.get(0));
        coordinator.received(result, context);
        if (context.iteration() == 0) {
          requireCounted(model, context);
        }
        var values = new StepValues(value, model.graph(), feed, result);
        runToleratingNan(context, () -> hooks.forEach(hook -> hook.afterRun(context, values)));
        return value;
      }
    }
  }

  /** The first step shows whether the train op counts; a checkpoint of another step would lie. */
  private void requireCounted(ModelGraph model, StepContext context) {
    long counted = globalStep(model, context.session());
    // Beside parameter servers, other workers may have counted too.
    boolean isRight =
        coordinator.countsAlone()
            ? counted == context.globalStep() + 1
            : counted > context.globalStep();
    if (!isRight) {
      throw new IllegalStateException(
          "The train op moved global_step from %d to %d, but must add 1: return what optimizer.minimize(tf, loss) or applyGradients gives, once a step%s"
              .formatted(
                  context.globalStep(),
                  counted,
                  counted == context.globalStep() ? FRAMEWORK_OPTIMIZERS : ""));
    }
  }

  private static long globalStep(ModelGraph model, Session session) {
    var globalStep = GlobalStep.of(Ops.create(model.graph())).value();
    try (Result result = session.runner().fetch(globalStep).run()) {
      return ((TInt64) result.get(0)).getLong();
    }
  }

  private static Result run(Session.Runner runner, StepContext context) {
    return context.traceRequested()
        ? runner.setOptions(FULL_TRACE).runAndFetchMetadata()
        : runner.run();
  }
}
