package io.github.tfestimator.server;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A server of SavedModels by TensorFlow Serving's REST API, on Jetty, and by its gRPC API if the
 * configuration asks for it. {@link #close} drains it: it accepts no connections, answers the
 * requests that it has, and frees the models' memory.
 */
public final class ModelServer implements AutoCloseable {
  private static final int ACCEPT_QUEUE = 1024;
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  /**
   * Threads beyond those that may run a model: to refuse requests, to accept, to look at sockets.
   */
  private static final int OTHER_THREADS = 16;

  private static final int MAX_HEADER_BYTES = 16 << 10;

  /**
   * The looks without a request after which connections are ended. Not a time: where the machine
   * stands still or is busy, clients are as late as the thread that looks.
   */
  private static final int QUIET_LOOKS = 20;

  private static final Duration MIN_IDLE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration WAIT_INTERVAL = Duration.ofMillis(5);

  private final ServerConfig config;
  private final QueuedThreadPool threads;
  private final Server server;
  private final ServerConnector connector;
  private final Optional<JsonLog> accessLog;
  private final Optional<PredictionLog> predictionLog;
  private final Models models;
  private final ServerState state;
  private final RequestHandler handler;
  private Optional<RpcServer> grpc = Optional.empty();
  private boolean closed;

  private ModelServer(ServerConfig config) {
    this.config = config;
    Optional<BearerToken> token = config.tokenFile().map(BearerToken::read);
    threads = new QueuedThreadPool(config.limits().maxRequests() + OTHER_THREADS);
    threads.setName("model-server");
    server = new Server(threads);
    connector = connector();
    accessLog = config.accessLog().map(JsonLog::new);
    predictionLog =
        config
            .predictionLog()
            .map(file -> new PredictionLog(new JsonLog(file), config.predictionLogEvery()));
    bind();
    var metrics = new ServerMetrics();
    models = new Models(config.models(), config.serving(), metrics);
    var capacity = new Capacity(config.limits(), metrics);
    state = new ServerState(config, models, metrics, capacity, token, accessLog, predictionLog);
    handler = new RequestHandler(state);
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
    // Beyond it Linux drops a client's first packet, which comes again after a second.
    listening.setAcceptQueueSize(ACCEPT_QUEUE);
    // Later than the request's own, so that the client gets an answer.
    Duration timeout = config.limits().requestTimeout().plusSeconds(5);
    listening.setIdleTimeout(Math.max(MIN_IDLE_TIMEOUT.toMillis(), timeout.toMillis()));
    server.addConnector(listening);
    server.addBean(new NetworkConnectionLimit(config.limits().maxConnections(), listening));
    return listening;
  }

  private void bind() {
    try {
      connector.open();
    } catch (IOException e) {
      closeLogs();
      throw cantListen(config.port(), e);
    }
  }

  private ServerException cantListen(int port, IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String reason =
        cause instanceof UnresolvedAddressException
            ? "the address is unknown"
            : AtomicFiles.reason(cause).replaceFirst("^bind\\(.*\\): ", "");
    return new ServerException(
        "Can't listen on port %d of %s: %s. Choose another port or address."
            .formatted(port, config.host(), reason),
        e);
  }

  private void startGrpc() {
    try {
      RpcServer started = new GrpcServer(state, threads);
      // From now on it is to be closed.
      grpc = Optional.of(started);
      started.start();
      LOG.info("Listening on {}:{} for gRPC", config.host(), started.port());
    } catch (IOException e) {
      throw cantListen(config.grpcPort().orElseThrow(), e);
    } catch (NoClassDefFoundError e) {
      throw new ServerException(
          "gRPC needs io.grpc:grpc-netty-shaded on the class path, but there is no %s."
              .formatted(e.getMessage()),
          e);
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
      if (config.grpcPort().isPresent()) {
        server.startGrpc();
      }
    } catch (ServerException e) {
      server.close();
      throw e;
    } catch (Exception e) {
      server.close();
      throw new ServerException("The server can't be started: " + AtomicFiles.reason(e), e);
    }
    LOG.info("Listening on {}", server.address());
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
   * Returns where the server listens for gRPC.
   *
   * @return the port, also if the configuration asked for any; empty if it asked for none
   */
  public OptionalInt grpcPort() {
    return grpc.isPresent() ? OptionalInt.of(grpc.get().port()) : OptionalInt.empty();
  }

  /**
   * Returns where the server listens.
   *
   * @return such as {@code http://127.0.0.1:8501}
   */
  public String address() {
    // An IPv6 address may be given in brackets, as it stands in URLs.
    boolean isBare = config.host().contains(":") && !config.host().startsWith("[");
    return "http://" + (isBare ? "[" + config.host() + "]" : config.host()) + ":" + port();
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
    // First, as answers that end their connections make clients connect anew: what the system has
    // accepted, but Jetty hasn't yet, is reset.
    connector.close();
    handler.drain();
    grpc.ifPresent(RpcServer::drain);
    long end = System.nanoTime() + config.limits().drainTimeout().toNanos();
    try {
      awaitQuiet(end);
      if (grpc.isPresent() && !grpc.get().close(until(end))) {
        LOG.warn("Calls had no answer within {}", config.limits().drainTimeout());
      }
      stopJetty(end);
      models.close(until(end));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    closeLogs();
  }

  private void closeLogs() {
    accessLog.ifPresent(JsonLog::close);
    predictionLog.ifPresent(PredictionLog::close);
  }

  private void stopJetty(long end) throws InterruptedException {
    threads.setStopTimeout(until(end).toMillis());
    try {
      server.stop();
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      // Jetty's parts may throw anything; the models are to be freed all the same.
      LOG.warn("The server didn't stop well: {}", AtomicFiles.reason(e));
    }
  }

  private static Duration until(long end) {
    return Duration.ofNanos(Math.max(0, end - System.nanoTime()));
  }

  /** Waits until no request has run for a while, as open connections may bring another one. */
  private void awaitQuiet(long end) throws InterruptedException {
    for (int quiet = 0; quiet < QUIET_LOOKS && System.nanoTime() - end < 0; quiet++) {
      if (handler.inFlight() > 0) {
        quiet = 0;
      }
      Thread.sleep(WAIT_INTERVAL.toMillis());
    }
    if (handler.inFlight() > 0) {
      LOG.warn(
          "{} requests had no answer within {}",
          handler.inFlight(),
          config.limits().drainTimeout());
    }
  }
}
