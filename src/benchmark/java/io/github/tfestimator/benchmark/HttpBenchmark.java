package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.server.ModelConfig;
import io.github.tfestimator.server.ModelServer;
import io.github.tfestimator.server.ServerConfig;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

/**
 * The time of a request to the server by HTTP over that of the same request to the predictor in
 * this process: 784 pixels, and a PNG file, by one client and by eight at a time. Client and server
 * share the machine. Both run by turns.
 *
 * <p>On an idle machine: {@code scripts/benchmark http [TURNS]}.
 */
public final class HttpBenchmark {
  private static final int CLIENTS = 8;
  private static final int CALLS_PER_TURN = 5;
  private static final String PATH = "/v1/models/export:predict";

  private HttpBenchmark() {}

  /** Runs with the number of turns of each of the two, 400 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 400, 20, HttpBenchmark::run);
  }

  private static boolean run(int turns, Path folder) throws IOException, InterruptedException {
    Path model = ExportedModel.in(folder, 42);
    byte[] image = Digits.draw(1, 42).images().image(0);
    byte[] file = ServingBenchmark.png(image);
    var config = ServerConfig.of(ModelConfig.of("export", model.getParent()));
    ExecutorService threads = Executors.newFixedThreadPool(CLIENTS);
    List<KeepAliveClient> clients = new ArrayList<>();
    try (var server = ModelServer.start(config.listeningOn("127.0.0.1", 0));
        var predictor = SavedModelPredictor.load(model)) {
      while (!server.isReady()) {
        Thread.sleep(50);
      }
      IntStream.range(0, CLIENTS).forEach(i -> clients.add(new KeepAliveClient(server.port())));
      byte[] pixelsRequest = KeepAliveClient.request(PATH, "application/json", pixelsJson(image));
      byte[] fileRequest = KeepAliveClient.request(PATH, "image/png", file);
      byte[][][] pixels = {rows(image)};
      var results = new Results<Side, Time>(List.of(Side.values()));
      Interleaver.Turn<Side, Time> turn =
          (side, values) -> {
            for (Time time : Time.values()) {
              Calls calls =
                  side == Side.IN_PROCESS
                      ? client ->
                          time.isPng
                              ? predictor.predict(
                                  "image_bytes", Map.of("image_bytes", new byte[][] {file}))
                              : predictor.predict("pixels", Map.of("image", pixels))
                      : client ->
                          send(clients.get(client), time.isPng ? fileRequest : pixelsRequest);
              for (double seconds : seconds(threads, time.clients, calls)) {
                values.accept(time, seconds);
              }
            }
          };
      var interleaver = new Interleaver<Side, Time>(List.of(Side.values()));
      interleaver.warmUp(turns / 4, List.of(turn));
      results = interleaver.run(turns, List.of(turn), round -> {});
      var report = new Report();
      report.line("%d turns of %d calls by each client; medians", turns, CALLS_PER_TURN);
      report.results(results, List.of(Time.values()));
      System.out.println(report.text());
      for (KeepAliveClient client : clients) {
        client.close();
      }
    } finally {
      threads.shutdown();
    }
    return true;
  }

  /** A call by one of the clients. */
  private interface Calls {
    Object call(int client);
  }

  private static List<Double> seconds(ExecutorService threads, int clients, Calls calls) {
    List<Callable<List<Double>>> tasks = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      int client = i;
      tasks.add(
          () -> {
            List<Double> seconds = new ArrayList<>();
            for (int k = 0; k < CALLS_PER_TURN; k++) {
              long began = System.nanoTime();
              calls.call(client);
              seconds.add((System.nanoTime() - began) * 1e-9);
            }
            return seconds;
          });
    }
    try {
      List<Double> all = new ArrayList<>();
      for (Future<List<Double>> task : threads.invokeAll(tasks)) {
        all.addAll(task.get());
      }
      return all;
    } catch (Exception e) {
      throw new IllegalStateException("A client failed", e);
    }
  }

  private static String send(KeepAliveClient client, byte[] request) {
    try {
      String answer = client.send(request);
      if (client.status() != 200) {
        throw new IllegalStateException(answer);
      }
      return answer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[][] rows(byte[] image) {
    byte[][] rows = new byte[28][28];
    for (int i = 0; i < image.length; i++) {
      rows[i / 28][i % 28] = image[i];
    }
    return rows;
  }

  private static byte[] pixelsJson(byte[] image) {
    var json = new StringBuilder("{\"signature_name\":\"pixels\",\"instances\":[[");
    for (int y = 0; y < 28; y++) {
      json.append(y == 0 ? "[" : ",[");
      for (int x = 0; x < 28; x++) {
        json.append(x == 0 ? "" : ",").append(image[y * 28 + x] & 0xff);
      }
      json.append("]");
    }
    return json.append("]]}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  private enum Side implements Labeled {
    HTTP,
    IN_PROCESS
  }

  private enum Time implements Quantity {
    PIXELS_1("784 pixels, one client", 1, false),
    PIXELS_8("784 pixels, eight clients", CLIENTS, false),
    PNG_1("PNG, one client", 1, true),
    PNG_8("PNG, eight clients", CLIENTS, true);

    private final String label;
    private final int clients;
    private final boolean isPng;

    Time(String label, int clients, boolean isPng) {
      this.label = label;
      this.clients = clients;
      this.isPng = isPng;
    }

    @Override
    public String label() {
      return label;
    }

    @Override
    public Unit unit() {
      return Unit.MILLIS;
    }
  }
}
