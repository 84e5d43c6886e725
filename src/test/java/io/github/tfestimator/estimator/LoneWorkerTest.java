package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of one worker without parameter servers, maybe with an evaluator beside it. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("medium")
class LoneWorkerTest {
  private static final String EVALUATOR = "{\"task\": {\"type\": \"evaluator\"}}";

  @TempDir Path folder;

  private RunConfig config(String name, String device) {
    RunConfig config = RunConfig.in(folder.resolve(name));
    return device.isEmpty() ? config : config.withDevices(device);
  }

  private List<String> alone(String device) {
    TinyModel.with(config("alone" + device, device)).train(TinyModel.TRAIN, Steps.upTo(6));
    return variables("alone" + device);
  }

  private List<String> inACluster(String device) throws Exception {
    new LocalCluster(1, 0)
        .run(
            cluster ->
                TinyModel.with(config("cluster" + device, device).withCluster(cluster))
                    .train(TinyModel.TRAIN, Steps.upTo(6)));
    return variables("cluster" + device);
  }

  private List<String> variables(String name) {
    return CheckpointReader.newestIn(folder.resolve(name)).orElseThrow().variables().stream()
        .map(variable -> variable.name() + " " + variable.sha256())
        .toList();
  }

  @Test
  void trainsLikeAProcessWithoutACluster() throws Exception {
    assertThat(inACluster("")).isEqualTo(alone(""));
    assertThat(inACluster("cpu:2")).isEqualTo(alone("cpu:2"));
  }

  /** The evaluator learns of an end before the last step only from the chief. */
  @Test
  void endsTheEvaluatorBesideIt() throws Exception {
    var trainSpec = TrainSpec.of(TinyModel.TRAIN, Steps.upTo(1000)).withHooks(stopAfterFive());
    var evalSpec = EvalSpec.of(TinyModel.examples(8, 8));
    var evaluator = config("both", "").withCluster(Cluster.parse(EVALUATOR).orElseThrow());
    var evaluated = new CompletableFuture<TrainAndEvaluateResult>();
    new Thread(
            () ->
                evaluated.complete(TinyModel.with(evaluator).trainAndEvaluate(trainSpec, evalSpec)))
        .start();
    new LocalCluster(1, 0)
        .run(
            cluster ->
                TinyModel.with(config("both", "").withCluster(cluster))
                    .trainAndEvaluate(trainSpec, evalSpec));
    assertThat(evaluated.get(60, TimeUnit.SECONDS).globalStep()).isEqualTo(5);
  }

  private static SessionRunHook stopAfterFive() {
    return new SessionRunHook() {
      @Override
      public void afterRun(RunContext context, RunValues values) {
        if (context.iteration() == 4) {
          context.requestStop();
        }
      }
    };
  }
}
