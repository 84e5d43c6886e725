package io.github.tfestimator.estimator;

import io.github.tfestimator.distribute.Cluster;
import java.io.IOException;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;

/** A cluster whose tasks are threads of this process, on free ports of the loopback address. */
final class LocalCluster {
  private final List<String> configs = new ArrayList<>();

  /** Names the tasks of a cluster of a chief, further workers and parameter servers. */
  LocalCluster(int workers, int parameterServers) throws IOException {
    List<String> addresses = freeAddresses(workers + parameterServers);
    String cluster =
        "\"chief\": [%s], \"worker\": %s"
            .formatted(addresses.get(0), addresses.subList(1, workers));
    if (parameterServers > 0) {
      cluster += ", \"ps\": " + addresses.subList(workers, addresses.size());
    }
    for (int i = 0; i < workers + parameterServers; i++) {
      String type = i == 0 ? "chief" : i < workers ? "worker" : "ps";
      int index = i == 0 ? 0 : i < workers ? i - 1 : i - workers;
      configs.add(
          "{\"cluster\": {%s}, \"task\": {\"type\": \"%s\", \"index\": %d}}"
              .formatted(cluster, type, index));
    }
  }

  private static List<String> freeAddresses(int count) throws IOException {
    List<ServerSocket> sockets = new ArrayList<>();
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      var socket = new ServerSocket(0);
      sockets.add(socket);
      addresses.add("\"localhost:" + socket.getLocalPort() + "\"");
    }
    for (ServerSocket socket : sockets) {
      socket.close();
    }
    return addresses;
  }

  /** Returns the {@code TF_CONFIG} of each task: the chief, the workers, the parameter servers. */
  List<String> configs() {
    return configs;
  }

  /** Runs all tasks at once, and returns what they return, in their order. */
  <T> List<T> run(Function<Cluster, T> task) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(configs.size());
    try {
      List<Future<T>> futures = new ArrayList<>();
      for (String config : configs) {
        Cluster cluster = Cluster.parse(config).orElseThrow().withTimeout(Duration.ofMinutes(2));
        futures.add(threads.submit(() -> task.apply(cluster)));
      }
      List<T> results = new ArrayList<>();
      for (Future<T> future : futures) {
        results.add(get(future));
      }
      return results;
    } finally {
      threads.shutdown();
    }
  }

  private static <T> T get(Future<T> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e);
    }
  }
}
