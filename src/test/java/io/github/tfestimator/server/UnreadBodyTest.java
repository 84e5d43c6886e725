package io.github.tfestimator.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Connections on which a body comes that the answer doesn't depend on. */
class UnreadBodyTest {
  private static final int QUIET_MILLIS = 200;

  @TempDir static Path models;

  private static TestServer server;

  @BeforeAll
  static void startServer() throws Exception {
    TestModels.writeHalfPlus(models.resolve("1"), 2);
    server = TestServer.ready(TestServer.config("half", models));
  }

  @AfterAll
  static void stopServer() {
    server.close();
  }

  @ParameterizedTest
  @CsvSource({
    "POST, /elsewhere, 404",
    "POST, /v1/models/half, 400",
    "DELETE, /v1/models/half, 400"
  })
  void aSmallBodyIsTakenInAndTheConnectionGoesOn(String method, String path, int status)
      throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      write(socket, method + " " + path + " HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n12");
      socket.setSoTimeout(QUIET_MILLIS);
      try {
        assertThat(answer(socket)).as("an answer before the body").isNull();
      } catch (SocketTimeoutException e) {
        // As it should be.
      }
      socket.setSoTimeout(0);
      write(socket, "34");
      assertThat(answer(socket)).startsWith("HTTP/1.1 " + status).doesNotContain("close");
      write(socket, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
      assertThat(answer(socket)).startsWith("HTTP/1.1 200");
    }
  }

  @ParameterizedTest
  @CsvSource({"POST, /elsewhere, 3000000, 404", "GET, /healthz, 4, 200"})
  void aBodyThatIsNotWaitedForEndsTheConnectionAndIsToldSo(
      String method, String path, int length, int status) throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      write(
          socket,
          "%s %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
              .formatted(method, path, length));
      assertThat(answer(socket)).startsWith("HTTP/1.1 " + status).contains("Connection: close");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
    }
  }

  @Test
  void aBodyWithoutLengthIsTakenInUpToALimit() throws IOException {
    try (var socket = new Socket("127.0.0.1", server.port())) {
      write(
          socket,
          "POST /elsewhere HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx");
      write(socket, "\r\n211000\r\n" + "x".repeat(0x211000));
      assertThat(answer(socket)).startsWith("HTTP/1.1 404").contains("Connection: close");
    }
  }

  @Test
  void aBodyThatNeverEndsGetsItsAnswerInTime() throws Exception {
    var limits = new Limits(4, 4, 1000, Duration.ofMillis(300), Duration.ofSeconds(5));
    try (TestServer quick = TestServer.ready(TestServer.config("half", models).withLimits(limits));
        var socket = new Socket("127.0.0.1", quick.port())) {
      socket.setSoTimeout(10_000);
      write(socket, "POST /elsewhere HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx");
      assertThat(answer(socket)).startsWith("HTTP/1.1 404").contains("Connection: close");
      assertThat(socket.getInputStream().read()).isEqualTo(-1);
      assertThat(quick.get("/healthz").statusCode()).isEqualTo(200);
    }
  }

  private static void write(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns an answer's head, after its body is read as well. */
  private static String answer(Socket socket) throws IOException {
    var head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = socket.getInputStream().read();
      assertThat(next).as("the end of the connection after \"%s\"", head).isNotNegative();
      head.append((char) next);
    }
    String length = head.toString().replaceFirst("(?s).*Content-Length: (\\d+).*", "$1");
    socket.getInputStream().readNBytes(Integer.parseInt(length));
    return head.toString();
  }
}
