// The program of docs/embedded.md.
package io.github.tfestimator.examples;

import io.github.tfestimator.server.Limits;
import io.github.tfestimator.server.ModelConfig;
import io.github.tfestimator.server.ModelServer;
import io.github.tfestimator.server.ServerConfig;
import java.nio.file.Path;
import java.time.Duration;

public final class ServerExample {
  private ServerExample() {}

  public static void main(String[] args) {
    var limits =
        new Limits(
            64, // requests at a time: the next one gets 429
            1_000, // connections
            4 << 20, // bytes of a body
            Duration.ofSeconds(10), // from a request's header to its answer
            Duration.ofSeconds(20)); // to answer what is there when the server closes
    var config =
        ServerConfig.of(ModelConfig.of("digits", Path.of(args[0])))
            .listeningOn("127.0.0.1", Integer.parseInt(args[1]))
            .withLimits(limits);

    ModelServer server = ModelServer.start(config); // its threads keep the program alive
    // At SIGTERM and Ctrl-C: no new connections, and answers to the requests that are there.
    Runtime.getRuntime().addShutdownHook(new Thread(server::close, "drain"));
    System.out.println("Listening on " + server.address());
  }
}
