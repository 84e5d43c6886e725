package io.github.tfestimator.estimator;

import io.github.tfestimator.data.Batch;
import io.github.tfestimator.data.InputFn;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** One call of {@link Estimator#train}. */
final class Training {
  private final ModelFn modelFn;
  private final RunConfig config;
  private final InputFn input;
  private final Steps steps;
  private final List<SessionRunHook> hooks;
  private float lastLoss;

  Training(
      ModelFn modelFn, RunConfig config, InputFn input, Steps steps, List<SessionRunHook> hooks) {
    this.modelFn = modelFn;
    this.config = config;
    this.input = input;
    this.steps = steps;
    this.hooks = hooks;
  }

  /** Trains from the newest checkpoint on; returns the global step reached. */
  long run(Optional<CheckpointReader> checkpoint) {
    long start = checkpoint.map(CheckpointReader::globalStep).orElse(0L);
    long last = steps.last(start);
    if (start >= last) {
      Log.TENSORFLOW.info("Skipping training since max_steps has already saved.");
      return start;
    }
    try (var model = ModelGraph.forTraining(modelFn, input.featureWidths(), config.seed())) {
      hooks.forEach(hook -> hook.begin(model.graph()));
      try (var session = model.open(checkpoint)) {
        hooks.forEach(hook -> hook.afterCreateSession(session, start));
        long reached = loop(model, session, start, last);
        hooks.forEach(hook -> hook.end(session, reached));
        if (reached == start) {
          Log.TENSORFLOW.warn(
              "Training with estimator made no steps. Perhaps input is empty or misspecified.");
        } else {
          Log.TENSORFLOW.info("Loss for final step: {}.", lastLoss);
        }
        return reached;
      }
    }
  }

  private long loop(ModelGraph model, Session session, long start, long last) {
    Iterator<Batch> batches = input.from(input.repeats() ? start : 0);
    long step = start;
    boolean stop = false;
    while (step < last && !stop && batches.hasNext()) {
      var context = new RunContext(session, step - start, step);
      lastLoss = step(model, session, batches.next(), context);
      stop = context.stopRequested();
      step++;
    }
    return step;
  }

  private float step(ModelGraph model, Session session, Batch batch, RunContext context) {
    var spec = model.spec(EstimatorSpec.Train.class);
    // One fetch a tensor, however many hooks want it: TensorFlow Java refuses to fetch one twice.
    Set<String> wanted = new LinkedHashSet<>();
    wanted.add(spec.loss().asOutput().name());
    for (SessionRunHook hook : hooks) {
      hook.beforeRun(context).forEach(name -> wanted.add(TensorNames.canonical(name)));
    }
    try (FedBatch fed = model.feed(session, batch)) {
      wanted.forEach(fed.runner()::fetch);
      try (Result result = fed.runner().addTarget(spec.trainOp()).run()) {
        float loss = ((TFloat32) result.get(0)).getFloat();
        var values = new RunValues(loss, result);
        hooks.forEach(hook -> hook.afterRun(context, values));
        return loss;
      }
    }
  }
}
