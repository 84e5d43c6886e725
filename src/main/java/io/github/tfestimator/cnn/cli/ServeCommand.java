package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.server.Limits;
import io.github.tfestimator.server.ModelConfig;
import io.github.tfestimator.server.ModelConfigFile;
import io.github.tfestimator.server.ModelServer;
import io.github.tfestimator.server.ServerConfig;
import io.github.tfestimator.serving.ServingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Serves models by HTTP until a signal comes. */
@Command(
    name = "serve",
    description = {
      "Serve SavedModels by HTTP, with TensorFlow Serving's REST API.",
      "By default the two models that come with the program, to this machine alone.",
    },
    footer = {
      "",
      "SIGTERM and Ctrl-C drain the server: the requests that it has are answered, and it exits with 0.",
      "TensorFlow Serving's names of options are understood where they mean the same.",
    },
    sortOptions = false)
final class ServeCommand implements Callable<Integer> {
  /** Held, as java.util.logging forgets the level of a logger that nobody holds. */
  private static final Logger JETTY = Logger.getLogger("org.eclipse.jetty");

  /** They warn of each damaged or too large request in its own words: the client is told. */
  private static final List<Logger> OF_REQUESTS =
      Stream.of("org.eclipse.jetty.http", "org.eclipse.jetty.util.HostPort", "io.grpc")
          .map(Logger::getLogger)
          .toList();

  /** A body is one Java array. */
  private static final int MAX_BODY_MIB = 2047;

  private final Console console;

  @Option(
      names = {"--port", "--rest-api-port", "--rest_api_port"},
      paramLabel = "PORT",
      defaultValue = "8501",
      description = "Where to listen; 0 for any free port (${DEFAULT-VALUE}).")
  private int port;

  @Option(
      names = "--grpc-port",
      paramLabel = "PORT",
      description =
          "Answer TensorFlow Serving's gRPC API there too, usually at 8500; 0 for any free port"
              + " (off).")
  private Optional<Integer> grpcPort;

  @Option(
      names = "--host",
      paramLabel = "ADDRESS",
      defaultValue = "127.0.0.1",
      description =
          "Which address to listen on; 0.0.0.0 for all, which others can reach (${DEFAULT-VALUE}).")
  private String host;

  @Option(
      names = {"--model-base-path", "--model_base_path"},
      paramLabel = "DIR",
      description = "A folder of versions, SavedModels named by integers; the highest is served.")
  private Optional<Path> modelBasePath;

  @Option(
      names = {"--model-name", "--model_name"},
      paramLabel = "NAME",
      description = "What requests call the model of --model-base-path (the folder's name).")
  private Optional<String> modelName;

  @Option(
      names = {"--config", "--model-config-file", "--model_config_file"},
      paramLabel = "FILE",
      description =
          "Several models, their version policies and labels, as TensorFlow Serving's"
              + " model_config_file.")
  private Optional<Path> config;

  @Option(
      names = {"--poll", "--file-system-poll-wait-seconds", "--file_system_poll_wait_seconds"},
      paramLabel = "SECONDS",
      defaultValue = "1",
      description = "The time between two looks for versions (${DEFAULT-VALUE}).")
  private int pollSeconds;

  @Option(
      names = {"--enable-batching", "--enable_batching"},
      description =
          "Run requests of one row that come while the model is busy as one batch. The last bits"
              + " of an answer depend on the batch then.")
  private boolean enableBatching;

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      defaultValue = "64",
      description = "With --enable-batching, the rows of a batch at most (${DEFAULT-VALUE}).")
  private int maxBatch;

  @Option(
      names = {"--timeout-ms", "--rest-api-timeout-in-ms", "--rest_api_timeout_in_ms"},
      paramLabel = "MS",
      defaultValue = "30000",
      description = "The time of a request, which gets 504 then (${DEFAULT-VALUE}).")
  private int timeoutMs;

  @Option(
      names = "--max-requests",
      paramLabel = "N",
      defaultValue = "256",
      description = "How many requests run or wait at once; the next gets 429 (${DEFAULT-VALUE}).")
  private int maxRequests;

  @Option(
      names = "--max-body",
      paramLabel = "MIB",
      defaultValue = "32",
      description = "The largest body, in MiB; a larger one gets 413 (${DEFAULT-VALUE}).")
  private int maxBodyMib;

  @Option(
      names = "--drain",
      paramLabel = "SECONDS",
      defaultValue = "30",
      description = "How long a signal waits for requests at most (${DEFAULT-VALUE}).")
  private int drainSeconds;

  @Option(
      names = "--token-file",
      paramLabel = "FILE",
      description = "Refuse requests without the header Authorization: Bearer and the file's line.")
  private Optional<Path> tokenFile;

  @Option(
      names = {"--cors", "--rest-api-enable-cors-support", "--rest_api_enable_cors_support"},
      description = "Let web pages of other hosts send requests.")
  private boolean cors;

  @Option(
      names = "--access-log",
      paramLabel = "FILE",
      description = "Append a line of JSON for each request.")
  private Optional<Path> accessLog;

  @Option(
      names = "--prediction-log",
      paramLabel = "FILE",
      description = "Append a line of JSON with request and answer, for some predictions.")
  private Optional<Path> predictionLog;

  @Option(
      names = "--prediction-log-every",
      paramLabel = "N",
      defaultValue = "100",
      description = "With --prediction-log, log one of so many predictions (${DEFAULT-VALUE}).")
  private int predictionLogEvery;

  @ArgGroup(validate = false, order = 1, heading = "%nDevices:%n")
  private SessionOptions devices = new SessionOptions();

  ServeCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() throws InterruptedException {
    // It says at length that it has started.
    JETTY.setLevel(Level.WARNING);
    OF_REQUESTS.forEach(logger -> logger.setLevel(Level.SEVERE));
    ServerConfig checked = config();
    devices.settle(console);
    // There is nothing to drain before it listens: a signal ends the program at once.
    var server = ModelServer.start(checked);
    var stopped = new CountDownLatch(1);
    try (var signals =
        StopSignals.listen(console, "Draining; once more stops at once.", stopped::countDown)) {
      try (server) {
        console.result(server.address());
        stopped.await();
      }
      signals
          .received()
          .ifPresent(signal -> console.message("Drained and stopped, by SIG" + signal));
      return 0;
    }
  }

  private ServerConfig config() {
    requireInRange("poll", pollSeconds, 1, Integer.MAX_VALUE);
    requireInRange("timeoutMs", timeoutMs, 1, Integer.MAX_VALUE);
    requireInRange("maxBody", maxBodyMib, 1, MAX_BODY_MIB);
    requireInRange("drain", drainSeconds, 0, Integer.MAX_VALUE);
    var serving =
        ServingConfig.defaults()
            .followingVersions(Duration.ofSeconds(pollSeconds))
            .withSession(devices.config());
    if (enableBatching) {
      serving = serving.withMicroBatches(maxBatch);
    }
    var server =
        ServerConfig.of(models().toArray(ModelConfig[]::new))
            .listeningOn(host, port)
            .withServing(serving)
            .withLimits(
                new Limits(
                    maxRequests,
                    Limits.defaults().maxConnections(),
                    maxBodyMib << 20,
                    Duration.ofMillis(timeoutMs),
                    Duration.ofSeconds(drainSeconds)));
    if (grpcPort.isPresent()) {
      server = server.withGrpc(grpcPort.get());
    }
    if (tokenFile.isPresent()) {
      server = server.withToken(tokenFile.get());
    }
    if (accessLog.isPresent()) {
      server = server.withAccessLog(accessLog.get());
    }
    if (predictionLog.isPresent()) {
      server = server.withPredictionLog(predictionLog.get(), predictionLogEvery);
    }
    return cors ? server.withCors() : server;
  }

  private static void requireInRange(String option, int value, int min, int max) {
    if (value < min || value > max) {
      throw new IllegalArgumentException(
          "%s (%d) must be %d to %d".formatted(option, value, min, max));
    }
  }

  private List<ModelConfig> models() {
    if (modelName.isPresent() && modelBasePath.isEmpty()) {
      throw new CommandException("--model-name needs --model-base-path, whose model it names.");
    }
    if (config.isPresent()) {
      if (modelBasePath.isPresent()) {
        throw new CommandException("--config and --model-base-path can't be given together.");
      }
      return ModelConfigFile.read(config.get());
    }
    if (modelBasePath.isPresent()) {
      Path base = modelBasePath.get().toAbsolutePath().normalize();
      if (modelName.isEmpty() && base.getFileName() == null) {
        throw new CommandException(
            "%s has no name for the model; give --model-name.".formatted(base));
      }
      return List.of(
          ModelConfig.of(modelName.orElseGet(() -> base.getFileName().toString()), base));
    }
    return List.of(
        ModelConfig.of("digits", CommittedModels.folder("digits")),
        ModelConfig.of("mnist_cnn", CommittedModels.folder("mnist_cnn")));
  }
}
