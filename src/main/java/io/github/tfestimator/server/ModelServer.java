package io.github.tfestimator.server;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of SavedModels by TensorFlow Serving's REST API, on Jetty. {@link #close} drains it: it
 * accepts no connections, answers the requests that it has, and frees the models' memory.
 */
public final class ModelServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  /**
   * Threads beyond those that may run a model: to refuse requests, to accept, to look at sockets.
   */
  private static final int OTHER_THREADS = 16;

  private static final int MAX_HEADER_BYTES = 16 << 10;

  /** How long no request must have come before connections are ended. */
  private static final Duration QUIET_TIME = Duration.ofMillis(100);

  private static final Duration LOOK_INTERVAL = Duration.ofMillis(5);

  private final ServerConfig config;
  private final Server server;
  private final ServerConnector connector;
  private final Optional<JsonLog> accessLog;
  private final Optional<JsonLog> predictionLog;
  private final Models models;
  private final RequestHandler handler;
  private boolean closed;

  private ModelServer(ServerConfig config) {
    this.config = config;
    Optional<byte[]> token = config.tokenFile().map(ModelServer::token);
    var threads = new QueuedThreadPool(config.limits().maxRequests() + OTHER_THREADS);
    threads.setName("model-server");
    server = new Server(threads);
    connector = connector();
    bind();
    accessLog = config.accessLog().map(JsonLog::new);
    predictionLog = config.predictionLog().map(JsonLog::new);
    models = new Models(config.models(), config.serving());
    handler = new RequestHandler(config, models, token, accessLog, predictionLog);
    server.setHandler(handler);
    server.setErrorHandler(new JsonErrors());
  }

  private ServerConnector connector() {
    var http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    var listening = new ServerConnector(server, new HttpConnectionFactory(http));
    listening.setHost(config.host());
    listening.setPort(config.port());
    listening.setIdleTimeout(config.limits().requestTimeout().toMillis());
    server.addConnector(listening);
    server.addBean(new NetworkConnectionLimit(config.limits().maxConnections(), listening));
    return listening;
  }

  private void bind() {
    try {
      connector.open();
    } catch (IOException e) {
      throw new ServerException(
          "Can't listen on port %d of %s: %s. Is another server running? Choose another port or address."
              .formatted(config.port(), config.host(), reason(e)),
          e);
    }
  }

  private static String reason(IOException e) {
    return AtomicFiles.reason(e.getCause() == null ? e : e.getCause());
  }

  private static byte[] token(Path file) {
    try {
      byte[] token = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
      if (token.length == 0) {
        throw new ServerException(
            "The token file %s is empty; its only line must be the token.".formatted(file), null);
      }
      return token;
    } catch (IOException e) {
      throw new ServerException(
          "The token file %s can't be read: %s.".formatted(file, AtomicFiles.reason(e)), e);
    }
  }

  /**
   * Starts a server. It listens at once, and loads the models in the background; {@link #isReady}
   * tells when each has a version.
   *
   * @param config what to serve, and where
   * @return the server, to be closed by the caller
   * @throws ServerException if the port is in use, or the token or a log can't be read or written
   */
  public static ModelServer start(ServerConfig config) {
    var server = new ModelServer(config);
    try {
      server.server.start();
    } catch (Exception e) {
      server.close();
      throw new ServerException("The server can't be started: " + AtomicFiles.reason(e), e);
    }
    LOG.info("Listening on http://{}:{}", config.host(), server.port());
    return server;
  }

  /**
   * Returns where the server listens.
   *
   * @return the port, also if the configuration asked for any
   */
  public int port() {
    return connector.getLocalPort();
  }

  /**
   * Tells whether each model has a version that is loaded and warm.
   *
   * @return what {@code /readyz} answers
   */
  public boolean isReady() {
    return models.areReady();
  }

  /**
   * Drains the server: accepts no connections from now on, waits for its requests, at most as long
   * as the limits say, and frees all memory. May be called again.
   */
  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    handler.drain();
    connector.close();
    try {
      awaitQuiet();
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      // Jetty's parts may throw anything; the models are to be freed all the same.
      LOG.warn("The server didn't stop well: {}", AtomicFiles.reason(e));
    }
    models.close();
    accessLog.ifPresent(JsonLog::close);
    predictionLog.ifPresent(JsonLog::close);
  }

  /** Waits until no request has run for a while, as open connections may bring another one. */
  private void awaitQuiet() throws InterruptedException {
    long end = System.nanoTime() + config.limits().drainTimeout().toNanos();
    long busy = System.nanoTime();
    for (long now = busy;
        now - end < 0 && now - busy < QUIET_TIME.toNanos();
        now = System.nanoTime()) {
      if (handler.inFlight() > 0) {
        busy = now;
      }
      Thread.sleep(LOOK_INTERVAL.toMillis());
    }
    if (handler.inFlight() > 0) {
      LOG.warn(
          "{} requests had no answer within {}",
          handler.inFlight(),
          config.limits().drainTimeout());
    }
  }

  /** Errors of HTTP itself, such as headers that are too large, in the form of all errors. */
  private static final class JsonErrors extends ErrorHandler {
    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      byte[] body = Exchange.error(HttpStatus.getMessage(response.getStatus()));
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      response.write(true, ByteBuffer.wrap(body), callback);
      return true;
    }
  }
}
