package io.github.tfestimator.cnn.data;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Mirrors of all kinds, good and bad, on a free port of this machine's loopback. */
final class LoopbackMirrors implements AutoCloseable {
  interface Answer {
    void to(HttpExchange exchange) throws IOException, InterruptedException;
  }

  /** The paths asked for, in order. */
  final List<String> asked = Collections.synchronizedList(new ArrayList<>());

  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final CountDownLatch closed = new CountDownLatch(1);

  LoopbackMirrors() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.setExecutor(threads);
    server.start();
  }

  URI that(String path, Answer answer) {
    server.createContext(
        path,
        exchange -> {
          asked.add(exchange.getRequestURI().getPath());
          try (exchange) {
            answer.to(exchange);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + path);
  }

  /** A mirror of a folder's files. */
  URI of(Path folder) {
    return that(
        "/good/",
        exchange -> {
          Path name = Path.of(exchange.getRequestURI().getPath()).getFileName();
          respond(exchange, 200, Files.readAllBytes(folder.resolve(name)));
        });
  }

  URI thatAnswers(String path, int status, byte[] body) {
    return that(path, exchange -> respond(exchange, status, body));
  }

  /** A mirror that promises more bytes than it sends, and then does as it is told. */
  URI thatStopsInTheBody(String path, Answer then) {
    return that(
        path,
        exchange -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(new byte[10]);
          exchange.getResponseBody().flush();
          then.to(exchange);
        });
  }

  /** Keeps a client waiting until the end of the test. */
  void keepSilent(HttpExchange exchange) throws InterruptedException {
    closed.await();
  }

  @Override
  public void close() {
    closed.countDown();
    server.stop(0);
    threads.shutdownNow();
  }

  private static void respond(HttpExchange exchange, int status, byte[] body) throws IOException {
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
  }
}
