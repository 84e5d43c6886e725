package io.github.tfestimator.server;

import io.github.tfestimator.serving.ServingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A configuration of a {@link ModelServer}. Start with {@link #of}, change with the methods that
 * follow.
 *
 * @param models to serve
 * @param host the address to listen on
 * @param port to listen on; 0 for any free one
 * @param grpcPort to listen on for gRPC; 0 for any free one, empty for none
 * @param serving micro-batches, warm-up, and the interval of looking for versions
 * @param limits of requests and connections
 * @param tokenFile a file with the token that requests must bring as {@code Authorization: Bearer}
 * @param cors whether web pages of other hosts may send requests
 * @param accessLog a file that gets a line of JSON for each request
 * @param predictionLog a file that gets a line of JSON for some predictions, with body and answer
 * @param predictionLogEvery of how many predictions one is logged
 */
public record ServerConfig(
    List<ModelConfig> models,
    String host,
    int port,
    OptionalInt grpcPort,
    ServingConfig serving,
    Limits limits,
    Optional<Path> tokenFile,
    boolean cors,
    Optional<Path> accessLog,
    Optional<Path> predictionLog,
    int predictionLogEvery) {
  private static final int MAX_PORT = 65_535;

  /** Checks the values. */
  public ServerConfig {
    models = List.copyOf(models);
    Objects.requireNonNull(host, "The host is null, but must be an address");
    Objects.requireNonNull(serving, "The serving is null, but must be a configuration");
    Objects.requireNonNull(limits, "The limits are null, but must be numbers");
    if (models.isEmpty()) {
      throw new IllegalArgumentException("models must be one or more");
    }
    Set<String> names = new HashSet<>();
    for (ModelConfig model : models) {
      if (!names.add(model.name())) {
        throw new IllegalArgumentException(
            "models must have names of their own, but two are " + model.name());
      }
    }
    requirePort("port", port);
    grpcPort.ifPresent(it -> requirePort("grpcPort", it));
    if (predictionLogEvery < 1) {
      throw new IllegalArgumentException(
          "predictionLogEvery (" + predictionLogEvery + ") must be 1 or more");
    }
    if (serving.pollInterval().isZero()) {
      serving = serving.followingVersions(Duration.ofSeconds(1));
    }
  }

  private static void requirePort(String name, int port) {
    if (port < 0 || port > MAX_PORT) {
      throw new IllegalArgumentException("%s (%d) must be 0 to %d".formatted(name, port, MAX_PORT));
    }
  }

  /**
   * Returns the defaults.
   *
   * @param models to serve, one or more
   * @return no micro-batches, warm-up, a look for versions each second, on port 8501 of the
   *     loopback address, without token and logs
   */
  public static ServerConfig of(ModelConfig... models) {
    return new ServerConfig(
        List.of(models),
        "127.0.0.1",
        8501,
        OptionalInt.empty(),
        ServingConfig.defaults(),
        Limits.defaults(),
        Optional.empty(),
        false,
        Optional.empty(),
        Optional.empty(),
        1);
  }

  /**
   * Listens elsewhere.
   *
   * @param host the address to listen on, such as 0.0.0.0 for all of this machine
   * @param port to listen on; 0 for any free one
   * @return the changed configuration
   */
  public ServerConfig listeningOn(String host, int port) {
    var copy = new Copy(this);
    copy.host = host;
    copy.port = port;
    return copy.config();
  }

  /**
   * Answers by gRPC too, which needs {@code io.grpc:grpc-netty-shaded} on the class path.
   *
   * @param port to listen on, of the same address; 0 for any free one
   * @return the changed configuration
   */
  public ServerConfig withGrpc(int port) {
    var copy = new Copy(this);
    copy.grpcPort = OptionalInt.of(port);
    return copy.config();
  }

  /**
   * Serves with micro-batches, without warm-up, or with another interval of looking for versions.
   *
   * @param serving how each model is served
   * @return the changed configuration
   */
  public ServerConfig withServing(ServingConfig serving) {
    var copy = new Copy(this);
    copy.serving = serving;
    return copy.config();
  }

  /**
   * Sets limits.
   *
   * @param limits of requests and connections
   * @return the changed configuration
   */
  public ServerConfig withLimits(Limits limits) {
    var copy = new Copy(this);
    copy.limits = limits;
    return copy.config();
  }

  /**
   * Asks for a token.
   *
   * @param file its only line is the token
   * @return the changed configuration
   */
  public ServerConfig withToken(Path file) {
    var copy = new Copy(this);
    copy.tokenFile = Optional.of(file);
    return copy.config();
  }

  /**
   * Lets web pages of other hosts send requests.
   *
   * @return the changed configuration
   */
  public ServerConfig withCors() {
    var copy = new Copy(this);
    copy.cors = true;
    return copy.config();
  }

  /**
   * Logs requests.
   *
   * @param file to append to: time, id, method, path, status, milliseconds and sizes, as JSON
   * @return the changed configuration
   */
  public ServerConfig withAccessLog(Path file) {
    var copy = new Copy(this);
    copy.accessLog = Optional.of(file);
    return copy.config();
  }

  /**
   * Logs predictions.
   *
   * @param file to append to: model, version, signature, body and answer, as JSON
   * @param every of how many predictions one is logged
   * @return the changed configuration
   */
  public ServerConfig withPredictionLog(Path file, int every) {
    var copy = new Copy(this);
    copy.predictionLog = Optional.of(file);
    copy.predictionLogEvery = every;
    return copy.config();
  }

  /** A copy whose values can be changed. */
  private static final class Copy {
    final List<ModelConfig> models;
    String host;
    int port;
    OptionalInt grpcPort;
    ServingConfig serving;
    Limits limits;
    Optional<Path> tokenFile;
    boolean cors;
    Optional<Path> accessLog;
    Optional<Path> predictionLog;
    int predictionLogEvery;

    Copy(ServerConfig from) {
      models = from.models;
      host = from.host;
      port = from.port;
      grpcPort = from.grpcPort;
      serving = from.serving;
      limits = from.limits;
      tokenFile = from.tokenFile;
      cors = from.cors;
      accessLog = from.accessLog;
      predictionLog = from.predictionLog;
      predictionLogEvery = from.predictionLogEvery;
    }

    ServerConfig config() {
      return new ServerConfig(
          models,
          host,
          port,
          grpcPort,
          serving,
          limits,
          tokenFile,
          cors,
          accessLog,
          predictionLog,
          predictionLogEvery);
    }
  }
}
