package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Versions that come, go, and can't be loaded. */
@Tag("medium")
class ServerVersionsTest {
  private static final String PREDICT = "/v1/models/half:predict";
  private static final String GOOD = "{\"instances\":[0.0]}";
  private static final ServingConfig QUICK =
      ServingConfig.defaults().followingVersions(Duration.ofMillis(20));

  @TempDir Path base;

  private TestServer ready(VersionPolicy policy, Map<String, Long> labels) throws Exception {
    return TestServer.ready(
        ServerConfig.of(new ModelConfig("half", base, policy, labels)).withServing(QUICK));
  }

  private static String state(TestServer server, long version) throws Exception {
    HttpResponse<String> status = server.get("/v1/models/half/versions/" + version);
    return status.statusCode() == 404
        ? "none"
        : TestServer.json(status)
            .getAsJsonObject()
            .getAsJsonArray("model_version_status")
            .get(0)
            .getAsJsonObject()
            .get("state")
            .getAsString();
  }

  private static void awaitState(TestServer server, long version, String state)
      throws InterruptedException {
    TestServer.await(
        () -> {
          try {
            return state(server, version).equals(state);
          } catch (Exception e) {
            throw new AssertionError(e);
          }
        });
  }

  private static String answer(TestServer server, String path) throws Exception {
    return server.post(path, GOOD).body();
  }

  @Test
  void theLatestVersionServes() throws Exception {
    TestModels.writeHalfPlus(base.resolve("1"), 1);
    try (TestServer server = ready(new VersionPolicy.Latest(1), Map.of())) {
      assertThat(answer(server, PREDICT)).isEqualTo("{\"predictions\":[1.0]}");
      TestModels.writeHalfPlus(base.resolve("2"), 2);
      awaitState(server, 1, "END");
      assertThat(answer(server, PREDICT)).isEqualTo("{\"predictions\":[2.0]}");
      assertThat(server.post("/v1/models/half/versions/1:predict", GOOD).statusCode())
          .isEqualTo(404);
    }
  }

  @Test
  void aDamagedVersionEndsAndTheOldOneServes() throws Exception {
    TestModels.writeHalfPlus(base.resolve("1"), 1);
    try (TestServer server = ready(new VersionPolicy.Latest(1), Map.of())) {
      TestModels.writeDamaged(base.resolve("2"));
      awaitState(server, 2, "END");
      assertThat(answer(server, PREDICT)).isEqualTo("{\"predictions\":[1.0]}");
      String status = server.get("/v1/models/half/versions/2").body();
      assertThat(status)
          .contains("\"error_code\":\"UNKNOWN\"", "version 2 can't be loaded")
          .doesNotContain(base.toString());
      assertThat(state(server, 1)).isEqualTo("AVAILABLE");
    }
  }

  @Test
  void anOlderVersionServesIfTheNewestIsDamagedAtTheStart() throws Exception {
    TestModels.writeHalfPlus(base.resolve("1"), 1);
    TestModels.writeDamaged(base.resolve("2"));
    try (TestServer server = ready(new VersionPolicy.Latest(1), Map.of())) {
      assertThat(answer(server, PREDICT)).isEqualTo("{\"predictions\":[1.0]}");
    }
  }

  @Test
  void manyDamagedVersionsAreTriedOnceEach() throws Exception {
    TestModels.writeHalfPlus(base.resolve("1"), 1);
    for (int version = 2; version <= 20; version++) {
      TestModels.writeDamaged(base.resolve("" + version));
    }
    try (var log = LogLines.listen();
        TestServer server = ready(new VersionPolicy.Latest(1), Map.of())) {
      // Some polls.
      for (int added = 21; added <= 23; added++) {
        TestModels.writeDamaged(base.resolve("" + added));
        awaitState(server, added, "END");
      }
      // Written after the state has changed.
      TestServer.await(
          () -> log.all().stream().anyMatch(line -> line.contains(base + "/23 can't")));
      assertThat(log.all().stream().filter(line -> line.contains("can't be loaded"))).hasSize(22);
    }
  }

  @Test
  void aVersionWithABrokenLinkKeepsNoOtherFromServing() throws Exception {
    TestModels.writeHalfPlus(base.resolve("1"), 1);
    TestModels.writeDamaged(base.resolve("2"));
    Files.createSymbolicLink(base.resolve("2/dangling"), base.resolve("nowhere"));
    try (TestServer server = ready(new VersionPolicy.Latest(1), Map.of())) {
      assertThat(answer(server, PREDICT)).isEqualTo("{\"predictions\":[1.0]}");
      assertThat(state(server, 2)).isEqualTo("END");
    }
  }

  @Test
  void policiesAndLabelsChooseVersions() throws Exception {
    for (int i = 1; i <= 4; i++) {
      TestModels.writeHalfPlus(base.resolve("" + i), i);
    }
    try (TestServer all = ready(new VersionPolicy.All(), Map.of("stable", 2L))) {
      awaitState(all, 1, "AVAILABLE");
      assertThat(answer(all, "/v1/models/half/labels/stable:predict"))
          .isEqualTo("{\"predictions\":[2.0]}");
      assertThat(answer(all, PREDICT)).isEqualTo("{\"predictions\":[4.0]}");
    }
    try (TestServer two = ready(new VersionPolicy.Latest(2), Map.of())) {
      awaitState(two, 3, "AVAILABLE");
      assertThat(state(two, 2)).isEqualTo("none");
    }
    try (TestServer some = ready(new VersionPolicy.Specific(Set.of(1L, 3L)), Map.of())) {
      awaitState(some, 1, "AVAILABLE");
      assertThat(answer(some, PREDICT)).isEqualTo("{\"predictions\":[3.0]}");
    }
  }

  @Test
  void waitsForItsBasePath() throws Exception {
    Path later = base.resolve("later");
    try (TestServer server =
        TestServer.start(TestServer.config("half", later).withServing(QUICK))) {
      assertThat(server.get("/healthz").statusCode()).isEqualTo(200);
      assertThat(server.get("/readyz").statusCode()).isEqualTo(503);
      assertThat(server.post(PREDICT, GOOD).statusCode()).isEqualTo(503);
      Files.createDirectory(later);
      TestModels.writeHalfPlus(later.resolve("1"), 1);
      TestServer.await(server.server()::isReady);
      assertThat(server.get("/readyz").statusCode()).isEqualTo(200);
      assertThat(answer(server, PREDICT)).isEqualTo("{\"predictions\":[1.0]}");
    }
  }

  @Test
  void noRequestIsLostWhileVersionsAreSwapped() throws Exception {
    TestModels.writeHalfPlus(base.resolve("1"), 1);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    var stop = new AtomicBoolean();
    try (TestServer server = ready(new VersionPolicy.Latest(1), Map.of())) {
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        clients.add(
            new Thread(
                () -> {
                  while (!stop.get()) {
                    try {
                      String body = server.post(PREDICT, GOOD).body();
                      if (!body.matches("\\{\"predictions\":\\[\\d+\\.0]}")) {
                        wrong.add(body);
                      }
                    } catch (IOException | InterruptedException e) {
                      wrong.add(e.toString());
                    }
                  }
                }));
      }
      clients.forEach(Thread::start);
      for (int version = 2; version <= 12; version++) {
        TestModels.writeHalfPlus(base.resolve("" + version), version);
        awaitState(server, version, "AVAILABLE");
      }
      stop.set(true);
      for (Thread client : clients) {
        client.join();
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void acceptedRequestsAreAnsweredWhileTheServerCloses() throws Exception {
    TestModels.writeHalfPlus(base.resolve("1"), 1);
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    TestServer server = ready(new VersionPolicy.Latest(1), Map.of());
    List<Thread> clients = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      clients.add(
          new Thread(
              () -> {
                while (true) {
                  try {
                    HttpResponse<String> answer = server.post(PREDICT, GOOD);
                    if (answer.statusCode() != 200) {
                      wrong.add(answer.body());
                    }
                  } catch (ConnectException e) {
                    return;
                  } catch (IOException | InterruptedException e) {
                    wrong.add(e.toString());
                    return;
                  }
                }
              }));
    }
    clients.forEach(Thread::start);
    Thread.sleep(300);
    server.close();
    for (Thread client : clients) {
      client.join();
    }
    assertThat(wrong).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"::1", "[::1]"})
  void anAddressOfIpv6StandsInOnePairOfBrackets(String host) {
    assumeTrue(hasIpv6(), "This machine has no IPv6");
    var config = TestServer.config("half", base).listeningOn(host, 0);
    try (ModelServer server = ModelServer.start(config)) {
      assertThat(server.address()).isEqualTo("http://[::1]:" + server.port());
    }
  }

  private static boolean hasIpv6() {
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName("::1"))) {
      return socket.isBound();
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void aPortInUseIsNamed() throws Exception {
    TestModels.writeHalfPlus(base.resolve("1"), 1);
    try (TestServer server = ready(new VersionPolicy.Latest(1), Map.of())) {
      var config = TestServer.config("half", base).listeningOn("127.0.0.1", server.port());
      assertThatThrownBy(() -> ModelServer.start(config))
          .isInstanceOf(ServerException.class)
          .hasMessageStartingWith(
              "Can't listen on port %d of 127.0.0.1: Address already in use."
                  .formatted(server.port()));
    }
  }
}
