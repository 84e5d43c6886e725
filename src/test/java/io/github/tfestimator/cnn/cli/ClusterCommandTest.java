package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.ChildProcess;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program as a single task of a cluster whose other tasks never come. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has neither env nor such signals")
@Tag("slow")
class ClusterCommandTest {
  @TempDir Path folder;
  private Path data;

  @BeforeEach
  void writeData() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("data"), 60, 20);
  }

  @ParameterizedTest
  @CsvSource({"worker, Waiting for chief", "chief, Waiting for worker 0"})
  void aSignalEndsATaskThatWaitsAtOnce(String type, String line) throws Exception {
    assumeTrue(ChildProcess.heeds("TERM"));
    try (var task = start(type, "worker", "--max-steps", 5)) {
      task.awaitLines(1, line);
      task.signal("TERM");
      assertThat(task.exitCode()).as("%s", task.lines()).isEqualTo(143);
      assertThat(task.linesWith("Stopping when")).isEmpty();
      assertThat(task.linesWith("Stopped by SIGTERM before the first step.")).hasSize(1);
    }
  }

  @Test
  void aParameterServerLeavesTheChiefTimeToSave() throws Exception {
    assumeTrue(ChildProcess.heeds("TERM"));
    try (var task = start("ps", "ps", "--max-steps", 5)) {
      task.awaitLines(1, "listens on");
      task.signal("TERM");
      task.awaitLines(1, "A parameter server ends after the chief, which saves");
      Thread.sleep(1_300); // after the time in which a second signal counts as the same
      assertThat(task.isAlive()).isTrue();
      task.signal("TERM");
      assertThat(task.exitCode()).isEqualTo(143);
    }
  }

  @Test
  void stepsThatEachRestartCountsAnewAreRefused() throws Exception {
    try (var task = start("chief", "worker", "--steps", 5)) {
      assertThat(task.exitCode()).as("%s", task.lines()).isEqualTo(2);
      assertThat(task.linesWith("--steps 5 counts anew in each task that is started again"))
          .hasSize(1);
    }
  }

  /** Starts a task of a cluster of a chief and another one. */
  private ChildProcess start(String type, String other, Object... options) throws IOException {
    List<Object> args = new ArrayList<>(List.of("train", "--data", data));
    args.addAll(List.of("--model-dir", folder.resolve("model"), "--batch-size", 10));
    args.addAll(Program.SMALL);
    args.addAll(Arrays.asList(options));
    List<String> command = new ArrayList<>();
    command.add("env");
    command.add(
        "TF_CONFIG={\"cluster\": {\"chief\": [%s], \"%s\": [%s]}, \"task\": {\"type\": \"%s\", \"index\": 0}}"
            .formatted(freeAddress(), other, freeAddress(), type));
    command.addAll(ChildProcess.javaCommand(Main.class, args.toArray()));
    return ChildProcess.start(command);
  }

  private static String freeAddress() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return "\"localhost:" + socket.getLocalPort() + "\"";
    }
  }
}
