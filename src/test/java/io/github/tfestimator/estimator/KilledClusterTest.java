package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.PeerLostException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Clusters of processes, of which some are killed. */
@Timeout(value = 4, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("slow")
class KilledClusterTest {
  private static final int STEPS = 40;
  private static final int SLOW_STEPS = 250;
  private static final int TIMEOUT_SECONDS = 60;

  @TempDir Path folder;

  private List<ChildProcess> start(LocalCluster cluster, Path dir) throws IOException {
    List<ChildProcess> tasks = new ArrayList<>();
    for (String config : cluster.configs()) {
      tasks.add(ClusterProcess.start(config, dir, STEPS, TIMEOUT_SECONDS, 0));
    }
    return tasks;
  }

  private static void close(List<ChildProcess> tasks) {
    tasks.forEach(ChildProcess::close);
  }

  /** Each dead task is killed once; whoever is left says who was lost, and all start again. */
  @Test
  void killedTasksResumeToTheBitsOfTheWhole() throws Exception {
    var cluster = new LocalCluster(2, 0);
    Path dir = folder.resolve("killed");
    String[] names = {"chief", "worker 0"};
    for (int killed = 0; killed < 2; killed++) {
      List<ChildProcess> tasks = start(cluster, dir);
      try {
        tasks.get(1).awaitLines(7, ClusterProcess.STEP);
        tasks.get(killed).kill();
        ChildProcess left = tasks.get(1 - killed);
        assertThat(left.exitCode()).isEqualTo(PeerLostException.EXIT_CODE);
        assertThat(left.linesWith("Lost " + names[killed]))
            .as(String.join("\n", left.lines()))
            .hasSize(1)
            .noneMatch(line -> line.contains(": From /job:"));
      } finally {
        close(tasks);
      }
    }
    List<ChildProcess> tasks = start(cluster, dir);
    try {
      for (ChildProcess task : tasks) {
        assertThat(task.exitCode()).as(String.join("\n", task.lines())).isZero();
      }
    } finally {
      close(tasks);
    }
    assertThat(variables(dir)).isEqualTo(variables(undisturbed()));
  }

  /** On two devices of one process, which end in the same bits as two workers. */
  private Path undisturbed() {
    Path dir = folder.resolve("undisturbed");
    TinyModel.with(RunConfig.in(dir).withDevices("cpu:2"))
        .train(SyntheticInput.endless(TinyModel.WIDTH, TinyModel.CLASSES, 16), Steps.upTo(STEPS));
    return dir;
  }

  private static List<String> variables(Path dir) {
    return CheckpointReader.newestIn(dir).orElseThrow().variables().stream()
        .map(variable -> variable.name() + " " + variable.sha256())
        .toList();
  }

  @Test
  void aTaskThatNeverComesIsMissed() throws Exception {
    String chief = new LocalCluster(2, 0).configs().get(0);
    try (ChildProcess alone = ClusterProcess.start(chief, folder.resolve("alone"), STEPS, 5, 0)) {
      assertThat(alone.exitCode()).isEqualTo(PeerLostException.EXIT_CODE);
      assertThat(alone.linesWith("Lost worker 0 (localhost:")).hasSize(1);
      assertThat(alone.linesWith("Waiting for worker 0 (localhost:")).hasSize(1);
    }
  }

  /** It was killed after the workers' end, so nobody starts them again. */
  @Test
  void aChiefOfAFinishedTrainingEndsAlone() throws Exception {
    Path dir = folder.resolve("finished");
    TinyModel.in(dir).train(TinyModel.TRAIN, Steps.upTo(STEPS));
    String chief = new LocalCluster(2, 0).configs().get(0);
    try (ChildProcess alone = ClusterProcess.start(chief, dir, STEPS, 5, 0)) {
      assertThat(alone.exitCode()).as("%s", alone.lines()).isZero();
      assertThat(alone.linesWith("The training had reached its end")).hasSize(1);
    }
  }

  @Test
  void aChiefThatNeverComesIsMissedByAWorkerOfParameterServers() throws Exception {
    List<String> configs = new LocalCluster(2, 1).configs();
    Path dir = folder.resolve("no chief");
    try (var worker = ClusterProcess.start(configs.get(1), dir, STEPS, 5, 0);
        var server = ClusterProcess.start(configs.get(2), dir, STEPS, 5, 0)) {
      assertThat(worker.exitCode()).isEqualTo(PeerLostException.EXIT_CODE);
      assertThat(worker.linesWith("Lost the chief: it hasn't given")).hasSize(1);
      assertThat(server.isAlive()).isTrue();
    }
  }

  @Test
  void aTaskThatHangsIsMissed() throws Exception {
    List<ChildProcess> tasks = new ArrayList<>();
    try {
      for (String config : new LocalCluster(2, 0).configs()) {
        tasks.add(ClusterProcess.start(config, folder.resolve("hangs"), 1_000_000, 10, 0));
      }
      tasks.get(0).awaitLines(3, ClusterProcess.STEP);
      tasks.get(1).signal("STOP");
      assertThat(tasks.get(0).exitCode()).isEqualTo(PeerLostException.EXIT_CODE);
      assertThat(tasks.get(0).linesWith("Lost worker 0")).hasSize(1);
    } finally {
      close(tasks);
    }
  }

  /** A worker, the chief and a parameter server are killed in turn, and started again. */
  @Test
  void parameterServersTrainOnAfterKills() throws Exception {
    var cluster = new LocalCluster(2, 1);
    Path dir = folder.resolve("ps");
    List<ChildProcess> tasks = new ArrayList<>();
    try {
      for (String config : cluster.configs()) {
        tasks.add(startSlow(config, dir));
      }
      for (int killed : new int[] {1, 0, 2}) {
        tasks.get(0).awaitLines(2, ClusterProcess.STEP);
        tasks.get(killed).kill();
        Thread.sleep(1000);
        for (int task = 0; task < tasks.size(); task++) {
          if (!tasks.get(task).isAlive()) {
            tasks.set(task, startSlow(cluster.configs().get(task), dir));
          }
        }
      }
      awaitEnd(tasks, cluster, dir);
    } finally {
      close(tasks);
    }
    assertThat(CheckpointReader.newestIn(dir).orElseThrow().globalStep())
        .isBetween((long) SLOW_STEPS, SLOW_STEPS + 2L);
  }

  private static ChildProcess startSlow(String config, Path dir) throws IOException {
    return ClusterProcess.start(config, dir, SLOW_STEPS, TIMEOUT_SECONDS, 50);
  }

  /** Starts again who ends with 75, as a supervisor does. */
  private static void awaitEnd(List<ChildProcess> tasks, LocalCluster cluster, Path dir)
      throws IOException, InterruptedException {
    boolean isOver = false;
    while (!isOver) {
      isOver = true;
      for (int i = 0; i < tasks.size(); i++) {
        if (tasks.get(i).isAlive()) {
          isOver = false;
        } else if (tasks.get(i).exitCode() != 0) {
          assertThat(tasks.get(i).exitCode())
              .as(String.join("\n", tasks.get(i).lines()))
              .isIn(75, 137);
          tasks.set(i, startSlow(cluster.configs().get(i), dir));
          isOver = false;
        }
      }
      Thread.sleep(200);
    }
  }
}
