package io.github.tfestimator.estimator;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.PeerLostException;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A program that trains as a task of a cluster, and tells each step, to be killed. */
final class ClusterProcess {
  static final String STEP = "step ";

  private ClusterProcess() {}

  /** Starts a task in a process of its own, which pauses after each step. */
  static ChildProcess start(
      String tfConfig, Path modelDir, long steps, int timeoutSeconds, int pauseMillis)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("env", "TF_CONFIG=" + tfConfig));
    command.addAll(
        ChildProcess.javaCommand(
            ClusterProcess.class, modelDir, steps, timeoutSeconds, pauseMillis));
    return ChildProcess.start(command);
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  public static void main(String[] args) {
    Cluster cluster = Cluster.fromEnvironment().orElseThrow();
    var config =
        RunConfig.in(Path.of(args[0]))
            .withCluster(cluster.withTimeout(Duration.ofSeconds(Long.parseLong(args[2]))))
            .withSaveCheckpoints(Every.steps(5));
    SessionRunHook telling =
        new SessionRunHook() {
          @Override
          public boolean runsOnEachWorker() {
            return true;
          }

          @Override
          public void afterRun(RunContext context, RunValues values) {
            System.out.println(STEP + context.globalStep());
            pause(Long.parseLong(args[3]));
          }
        };
    try {
      TinyModel.with(config).train(TinyModel.TRAIN, Steps.upTo(Long.parseLong(args[1])), telling);
    } catch (PeerLostException e) {
      System.out.println(e.getMessage());
      System.out.flush();
      Runtime.getRuntime().halt(PeerLostException.EXIT_CODE);
    }
  }
}
