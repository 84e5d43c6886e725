package io.github.tfestimator.benchmark;

import com.sun.management.OperatingSystemMXBean;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The throughput of micro-batches of up to {@value #MAX_BATCH} images over that of requests that
 * run alone, for clients that send one image after the other, as pixels and as PNG files. Both run
 * in short turns, for each number of clients. The processor time counts all threads of the process:
 * other work on the machine changes it less than the throughput.
 *
 * <p>On an idle machine: {@code scripts/benchmark batching [ROUNDS]}.
 */
public final class BatchingBenchmark {
  private static final int MAX_BATCH = 32;
  private static final int[] CLIENTS = {1, 2, 4, 8, 16, 64};
  private static final long NANOS_PER_TURN = 250_000_000;

  private BatchingBenchmark() {}

  /** Runs with the number of rounds, 20 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 20, 1, BatchingBenchmark::run);
  }

  private static boolean run(int rounds, Path folder) throws IOException {
    Path model = ExportedModel.in(folder, 42);
    byte[] image = Digits.draw(1, 42).images().image(0);
    byte[] file = ServingBenchmark.png(image);
    List<Measure> measures = new ArrayList<>();
    List<Interleaver.Turn<Server, Measure>> turns = new ArrayList<>();
    try (var grouped =
            SavedModelClassifier.load(model, ServingConfig.defaults().withMicroBatches(MAX_BATCH));
        var alone = SavedModelClassifier.load(model)) {
      for (Kind kind : Kind.values()) {
        for (int clients : CLIENTS) {
          var rate = new Measure(kind, clients, Unit.IMAGES);
          var processor = new Measure(kind, clients, Unit.MILLIS);
          measures.addAll(List.of(rate, processor));
          turns.add(
              (server, values) -> {
                var classifier = server == Server.MICRO_BATCHES ? grouped : alone;
                Turn turn =
                    Turn.of(
                        clients,
                        kind == Kind.PIXELS
                            ? () -> classifier.classifyPixels(image)
                            : () -> classifier.classifyFile(file));
                values.accept(rate, turn.seconds / turn.images);
                values.accept(processor, turn.processorSeconds / turn.images);
              });
        }
      }
      var interleaver = new Interleaver<Server, Measure>(List.of(Server.values()));
      interleaver.warmUp(1, turns);
      var results = interleaver.run(rounds, turns, round -> {});
      var report = new Report();
      report.line(
          "%d rounds of %d ms; groups of up to %d", rounds, NANOS_PER_TURN / 1_000_000, MAX_BATCH);
      report.results(results, measures);
      System.out.println(report.text());
    }
    return true;
  }

  private enum Server implements Labeled {
    MICRO_BATCHES,
    ALONE
  }

  private enum Kind implements Labeled {
    PIXELS,
    PNG
  }

  /** The time for an image, or the processor's, at a number of clients. */
  private record Measure(Kind kind, int clients, Unit unit) implements Quantity {
    @Override
    public String name() {
      return "%s_%d_%s".formatted(kind, clients, unit);
    }

    @Override
    public String label() {
      String what = unit == Unit.MILLIS ? ", processor time" : "";
      return String.format(Locale.ROOT, "%s, %d clients%s", kind.label(), clients, what);
    }
  }

  /** The work that some clients get done. */
  private record Turn(long images, double seconds, double processorSeconds) {
    static Turn of(int clients, Runnable request) {
      var images = new AtomicLong();
      var end = new AtomicLong();
      // Reads the times when all clients have started.
      var times = new long[2];
      var start =
          new CyclicBarrier(
              clients,
              () -> {
                times[0] = System.nanoTime();
                times[1] = processorNanos();
                end.set(times[0] + NANOS_PER_TURN);
              });
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < clients; i++) {
        threads.add(new Thread(() -> send(request, start, end, images), "client " + i));
      }
      threads.forEach(Thread::start);
      try {
        for (Thread thread : threads) {
          thread.join();
        }
      } catch (InterruptedException e) {
        throw new IllegalStateException("Nobody interrupts a benchmark.", e);
      }
      return new Turn(
          images.get(), (System.nanoTime() - times[0]) / 1e9, (processorNanos() - times[1]) / 1e9);
    }

    private static void send(
        Runnable request, CyclicBarrier start, AtomicLong end, AtomicLong images) {
      try {
        start.await();
      } catch (Exception e) {
        throw new IllegalStateException("A client didn't start.", e);
      }
      do {
        request.run();
        images.incrementAndGet();
      } while (System.nanoTime() < end.get());
    }

    private static long processorNanos() {
      return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    }
  }
}
