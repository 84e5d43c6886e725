package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.ChildProcess;
import java.io.File;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The program as a server: a process of its own, ended by a signal. */
@Tag("slow")
class ServeCommandTest {
  private static final Path FIVE = Path.of("savedmodel/five.png");

  private final HttpClient client = HttpClient.newHttpClient();

  @TempDir Path folder;

  private static ChildProcess serve(Object... options) throws Exception {
    List<String> command = ChildProcess.javaCommand(Main.class, "serve", "--port", "0");
    List.of(options).forEach(option -> command.add(option.toString()));
    return ChildProcess.start(command);
  }

  private String address(ChildProcess child) throws Exception {
    child.awaitLines(1, "http://127.0.0.1:");
    String line = child.linesWith("http://127.0.0.1:").get(0);
    return line.substring(line.indexOf("http://"));
  }

  private HttpResponse<String> get(String uri) throws Exception {
    return client.send(HttpRequest.newBuilder(URI.create(uri)).build(), BodyHandlers.ofString());
  }

  @ParameterizedTest
  @CsvSource({"TERM", "INT"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such signals")
  void classifiesAnImageAndDrainsAtASignal(String signal) throws Exception {
    assumeTrue(ChildProcess.heeds(signal));
    try (var child =
        serve(
            "--model-base-path",
            "savedmodel/mnist_cnn",
            "--model-name",
            "mnist",
            "--grpc-port",
            "0")) {
      String address = address(child);
      while (get(address + "/readyz").statusCode() != 200) {
        Thread.sleep(50);
      }
      var request =
          HttpRequest.newBuilder(URI.create(address + "/v1/models/mnist:predict"))
              .header("Content-Type", "image/png")
              .POST(HttpRequest.BodyPublishers.ofFile(FIVE))
              .build();
      assertThat(client.send(request, BodyHandlers.ofString()).body())
          .startsWith("{\"predictions\":[{\"classes\":5,\"found\":true,");
      assertThat(child.linesWith(" for gRPC")).hasSize(1);
      child.signal(signal);
      assertThat(child.exitCode()).as("%s", child.lines()).isZero();
      assertThat(child.linesWith("Drained and stopped, by SIG" + signal)).hasSize(1);
    }
  }

  private static ChildProcess serveWithoutGrpc(Path folder, String... options) throws Exception {
    List<String> command = ChildProcess.javaCommand(Main.class, "serve", "--port", "0");
    int classPath = command.indexOf("-cp") + 1;
    command.set(
        classPath,
        Stream.of(command.get(classPath).split(File.pathSeparator))
            .filter(jar -> !jar.contains("grpc-"))
            .collect(Collectors.joining(File.pathSeparator)));
    command.addAll(List.of("--model-base-path", folder.toString()));
    command.addAll(List.of(options));
    return ChildProcess.start(command);
  }

  @Test
  void grpcNamesTheJarThatItNeeds() throws Exception {
    try (var child = serveWithoutGrpc(folder, "--grpc-port", "0")) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.linesWith("cnn: gRPC needs io.grpc:grpc-netty-shaded on the class path"))
          .hasSize(1);
    }
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such signals")
  void restNeedsNoJarOfGrpc() throws Exception {
    assumeTrue(ChildProcess.heeds("TERM"));
    try (var child = serveWithoutGrpc(folder)) {
      assertThat(get(address(child) + "/healthz").statusCode()).isEqualTo(200);
      child.signal("TERM");
      assertThat(child.exitCode()).as("%s", child.lines()).isZero();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"a b", "[::1", "x:99999", "a\r\nHost: b"})
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such signals")
  void aBadHostIsAnsweredAndNotLogged(String host) throws Exception {
    assumeTrue(ChildProcess.heeds("TERM"));
    try (var child = serve("--model-base-path", folder)) {
      URI address = URI.create(address(child));
      try (var socket = new Socket(address.getHost(), address.getPort())) {
        String request = "GET /healthz HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        byte[] answer = socket.getInputStream().readNBytes(12);
        assertThat(new String(answer, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 400");
      }
      child.signal("TERM");
      assertThat(child.exitCode()).as("%s", child.lines()).isZero();
      assertThat(child.linesWith("jetty")).isEmpty();
    }
  }

  @Test
  void aBadConfigFileIsOneLine() throws Exception {
    Path config = Files.writeString(folder.resolve("models.config"), "model_config_list {\n  conf");
    try (var child = serve("--config", config)) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.linesWith("cnn: The config file " + config + " is wrong at line 2"))
          .hasSize(1);
    }
  }

  @Test
  void anUnreadableTokenFileIsOneLine() throws Exception {
    Path token = folder.resolve("none");
    try (var child = serve("--token-file", token)) {
      assertThat(child.exitCode()).isEqualTo(1);
      assertThat(child.linesWith("cnn: The token file " + token + " can't be read")).hasSize(1);
    }
  }
}
