package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.ModelDir;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.ClusterException;
import io.github.tfestimator.distribute.ParameterServer;
import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.distribute.TaskType;
import io.github.tfestimator.hooks.NanTensorHook;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The part that a task of a cluster has in a training: what its type asks for. */
final class ClusterTask {
  private final Estimator estimator;
  private final Trainer trainer;
  private final RunConfig config;
  private final Cluster cluster;

  ClusterTask(Estimator estimator, Trainer trainer, Cluster cluster) {
    this.estimator = estimator;
    this.trainer = trainer;
    this.config = trainer.config();
    this.cluster = cluster;
  }

  TrainAndEvaluateResult trainAndEvaluate(TrainSpec trainSpec, EvalSpec evalSpec) {
    return cluster.type() == TaskType.EVALUATOR
        ? new ContinuousEvaluation(estimator, config, trainSpec, evalSpec).run()
        : new TrainAndEvaluateResult(train(trainSpec), Optional.empty(), new TreeMap<>());
  }

  long train(TrainSpec spec) {
    if (cluster.type() == TaskType.EVALUATOR) {
      throw new ClusterException(
          "The task evaluator of TF_CONFIG evaluates what others train: call trainAndEvaluate, which is the command train-and-evaluate of scripts/cnn, or name another task.");
    }
    if (cluster.type() == TaskType.PS) {
      ParameterServer.run(cluster, config.session().forNewSession());
      return 0;
    }
    if (!cluster.isChief()) {
      return trainer.asWorker(spec, hooksOfWorker(spec.hooks()));
    }
    try (var modelDir = ModelDir.hold(config.modelDir())) {
      return trainAsChief(modelDir, spec);
    }
  }

  private long trainAsChief(ModelDir modelDir, TrainSpec spec) {
    var end = TrainingEnd.in(config.modelDir());
    end.clear();
    List<SessionRunHook> hooks = new ArrayList<>(spec.hooks());
    hooks.add(
        new SessionRunHook() {
          private long last;

          @Override
          public void afterCreateSession(RunContext context) {
            last = spec.steps().last(context.globalStep());
          }

          @Override
          public void end(RunContext context) {
            if (!context.isInterrupted() && modelDir.isHeld()) {
              end.write(context.globalStep(), last);
            }
          }
        });
    try {
      return trainer.asChief(modelDir, new TrainSpec(spec.input(), spec.steps(), hooks));
    } catch (PeerLostException e) {
      // It is to be started again, and an evaluator goes on waiting.
      throw e;
    } catch (RuntimeException e) {
      // The evaluator beside another training's directory must not take the failure for its own.
      if (modelDir.isHeld()) {
        end.writeFailure(e);
      }
      throw e;
    }
  }

  private static List<SessionRunHook> hooksOfWorker(List<SessionRunHook> hooks) {
    List<SessionRunHook> result = new ArrayList<>();
    if (hooks.stream().noneMatch(NanTensorHook.class::isInstance)) {
      result.add(NanTensorHook.fail());
    }
    hooks.stream().filter(SessionRunHook::runsOnEachWorker).forEach(result::add);
    return result;
  }
}
