package io.github.tfestimator.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The whole programs of the documents, as processes. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has neither env nor such signals")
@Tag("slow")
class ProgramsTest {
  @TempDir Path folder;

  @Test
  void twoMachinesAndAnEvaluatorTrainAndExport() throws Exception {
    String cluster =
        "\"cluster\": {\"chief\": [\"localhost:%d\"], \"worker\": [\"localhost:%d\"]}"
            .formatted(freePort(), freePort());
    List<ChildProcess> tasks = new ArrayList<>();
    try {
      for (String type : List.of("chief", "worker", "evaluator")) {
        List<String> command = new ArrayList<>(List.of("env"));
        command.add(
            "TF_CONFIG={%s, \"task\": {\"type\": \"%s\", \"index\": 0}}".formatted(cluster, type));
        // A worker writes nothing to the folder that it names.
        Path dir = folder.resolve(type.equals("worker") ? "unused" : "model");
        command.addAll(ChildProcess.javaCommand(TwoMachines.class, dir));
        tasks.add(ChildProcess.start(command));
      }
      for (ChildProcess task : tasks) {
        assertThat(task.exitCode()).as("%s", task.lines()).isZero();
        assertThat(task.linesWith("Step 500 ")).hasSize(1);
      }
    } finally {
      tasks.forEach(ChildProcess::close);
    }
    Path model = folder.resolve("model");
    assertThat(CheckpointReader.newestIn(model).orElseThrow().globalStep()).isEqualTo(500);
    assertThat(folder.resolve("unused")).doesNotExist();
    assertThat(price(model.resolve("export/final"))).isBetween(0.3f, 0.7f);
  }

  /** The price of 2 * 0.5 * 1 - 0.5. */
  private static float price(Path versions) throws IOException {
    try (Stream<Path> exported = Files.list(versions)) {
      assertThat(exported).hasSize(1);
    }
    try (var predictor = SavedModelPredictor.load(versions)) {
      var answer = predictor.predict(Map.of("x", new float[][] {{0.5f, 1, 0.5f, 0}}));
      return (float) answer.get("price").getObject(0, 0);
    }
  }

  @Test
  void theServerInAProgramEndsAtASignal() throws Exception {
    assumeTrue(ChildProcess.heeds("TERM"));
    int port = freePort();
    try (var program = ChildProcess.java(ServerExample.class, Path.of("savedmodel/digits"), port)) {
      program.awaitLines(1, "Listening on http://127.0.0.1:" + port);
      awaitReady(port);
      program.signal("TERM");
      assertThat(program.exitCode()).as("%s", program.lines()).isEqualTo(143);
      assertThat(program.linesWith("Exception")).isEmpty();
    }
  }

  private static void awaitReady(int port) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/readyz".formatted(port)));
    HttpClient client = HttpClient.newHttpClient();
    for (int i = 0; i < 300; i++) {
      if (client.send(request.build(), BodyHandlers.discarding()).statusCode() == 200) {
        return;
      }
      Thread.sleep(100);
    }
    throw new AssertionError("The server isn't ready after 30 s");
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
