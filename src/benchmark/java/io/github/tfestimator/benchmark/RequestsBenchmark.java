package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.server.ModelConfig;
import io.github.tfestimator.server.ModelServer;
import io.github.tfestimator.server.ServerConfig;
import io.github.tfestimator.serving.SavedModelPredictor;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.tensorflow.ndarray.FloatNdArray;

/**
 * A check that a server is steady: {@value #CLIENTS} clients send 1,000,000 requests by HTTP, while
 * two models take turns as the highest version every second, {@value #STUCK} clients have sent half
 * a body, again and again, and connections are opened and dropped. Prints ten times the memory of
 * the process, clients included. Fails, with exit code 1, if an answer is lost or is of neither
 * model, or the memory grows as in {@link SwapBenchmark}.
 *
 * <p>Other work on the machine doesn't matter. On Linux: {@code scripts/benchmark requests
 * [REQUESTS]}.
 */
public final class RequestsBenchmark {
  private static final int CLIENTS = 64;
  private static final int STUCK = 500;
  private static final int TOLERANCE_MIB = 16;
  private static final String RESIDENT = "resident MiB";
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final String PATH = "/v1/models/versions:predict";

  private final long requests;
  private final Set<String> correct;
  private final byte[] request;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();

  private RequestsBenchmark(long requests, List<Path> models) {
    this.requests = requests;
    float[] pixels = new float[784];
    var image = Digits.draw(1, 42).images().image(0);
    var json = new StringBuilder();
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (image[i] & 0xff) / 255f;
      json.append(i == 0 ? "" : ",").append(pixels[i]);
    }
    request =
        KeepAliveClient.request(
            PATH,
            "application/json",
            ("{\"instances\":[[" + json + "]]}").getBytes(StandardCharsets.US_ASCII));
    correct = new HashSet<>();
    for (Path model : models) {
      try (var predictor = SavedModelPredictor.load(model)) {
        var outputs = predictor.predict(Map.of("x", new float[][] {pixels}));
        var probabilities = (FloatNdArray) outputs.get("probabilities");
        var row = new StringBuilder();
        for (int i = 0; i < probabilities.size(); i++) {
          row.append(i == 0 ? "" : ",").append(probabilities.getFloat(0, i));
        }
        correct.add(
            "{\"predictions\":[{\"classes\":%s,\"probabilities\":[%s]}]}"
                .formatted(outputs.get("classes").getObject(0), row));
      }
    }
  }

  /** Runs with the number of requests, 1000000 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 1_000_000, 1, RequestsBenchmark::run);
  }

  private static boolean run(int requests, Path folder) throws IOException, InterruptedException {
    List<Path> models =
        List.of(
            ExportedModel.in(folder.resolve("first"), 1),
            ExportedModel.in(folder.resolve("second"), 2));
    return new RequestsBenchmark(requests, models).run(models, folder.resolve("versions"));
  }

  private boolean run(List<Path> models, Path folder) throws IOException, InterruptedException {
    var versions = new AlternatingVersions(folder, models);
    versions.publishNext();
    var memory = new MemoryLog(requests, "requests", "versions", RESIDENT);
    var config =
        ServerConfig.of(ModelConfig.of("versions", folder))
            .withServing(ServingConfig.defaults().followingVersions(Duration.ofMillis(100)))
            .listeningOn("127.0.0.1", 0);
    try (var server = ModelServer.start(config)) {
      while (!server.isReady()) {
        Thread.sleep(50);
      }
      List<Thread> clients = new ArrayList<>();
      for (int i = 0; i < CLIENTS; i++) {
        clients.add(new Thread(() -> send(server.port()), "client " + i));
      }
      clients.forEach(Thread::start);
      List<Socket> stuck = new ArrayList<>();
      long swapped = System.nanoTime();
      while (clients.stream().anyMatch(Thread::isAlive)) {
        Thread.sleep(10);
        long done = answered.get();
        if (memory.isDue(done)) {
          memory.row(done, versions.count(), ResidentMemory.mib());
        }
        if (System.nanoTime() - swapped > SECOND.toNanos()) {
          swapped = System.nanoTime();
          versions.publishNext();
          renew(stuck, server.port());
        }
      }
      for (Socket socket : stuck) {
        socket.close();
      }
    }
    double growth = memory.growth(RESIDENT);
    System.out.printf(
        Locale.ROOT,
        "%d requests by %d clients over %d versions: %d lost, %d wrong; resident memory, last third"
            + " over middle third: %+.1f MiB; %d allowed%n",
        requests,
        CLIENTS,
        versions.count(),
        requests - answered.get(),
        wrong.get(),
        growth,
        TOLERANCE_MIB);
    return answered.get() == requests && wrong.get() == 0 && growth <= TOLERANCE_MIB;
  }

  /** Drops the connections, and opens as many that send half a body. */
  private static void renew(List<Socket> stuck, int port) throws IOException {
    for (Socket socket : stuck) {
      socket.close();
    }
    stuck.clear();
    byte[] half =
        "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"insta"
            .formatted(PATH)
            .getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < STUCK; i++) {
      var socket = new Socket("127.0.0.1", port);
      socket.getOutputStream().write(half);
      stuck.add(socket);
    }
  }

  private void send(int port) {
    try (var client = new KeepAliveClient(port)) {
      while (begun.getAndIncrement() < requests) {
        String answer = client.send(request);
        if (!correct.contains(answer)) {
          wrong.incrementAndGet();
          System.out.println("wrong: " + answer);
        }
        answered.incrementAndGet();
      }
    } catch (IOException e) {
      System.out.println("lost: " + e);
    }
  }
}
