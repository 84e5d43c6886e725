package io.github.tfestimator.examples;

import io.github.tfestimator.server.ModelConfig;
import io.github.tfestimator.server.ModelServer;
import io.github.tfestimator.server.ServerConfig;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The code of docs/server.md. */
final class ServerExample {
  private ServerExample() {}

  static void serve() throws InterruptedException {
    var config =
        ServerConfig.of(ModelConfig.of("digits", Path.of("savedmodel/digits")))
            .listeningOn("0.0.0.0", 8501);
    try (var server = ModelServer.start(config)) {
      System.out.println("http://localhost:" + server.port());
      new CountDownLatch(1).await();
    }
  }
}
