package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * The cost of the predictor over that of a bare {@code Session.run} of the same SavedModel with the
 * same tensors: percentiles of the times for one image, and images a second of 128 at a time. Both
 * run in short turns, and each result is the median of those of ten parts of the run.
 *
 * <p>On an idle machine: {@code scripts/benchmark serving [TURNS]}.
 */
public final class ServingBenchmark {
  private static final int BATCH = 128;
  private static final int CALLS_PER_TURN = 5;

  /** A run is cut into so many parts: a burst of noise hardly changes the median of their p99s. */
  private static final int PARTS = 10;

  private ServingBenchmark() {}

  /** Runs with the number of turns of each of the two, 1,000 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 1000, 2 * PARTS, ServingBenchmark::run);
  }

  private static boolean run(int turns, Path folder) throws IOException {
    Path model = ExportedModel.in(folder, 42);
    var digits = Digits.draw(BATCH, 42).images();
    List<byte[]> images = IntStream.range(0, BATCH).mapToObj(digits::image).toList();
    byte[] image = images.get(0);
    byte[] file = png(image);
    var results = new Results<Server, Time>(List.of(Server.values()));
    try (var ours = SavedModelClassifier.load(model);
        var bare = new BareSession(model)) {
      var pixels =
          new Calls(() -> List.of(ours.classifyPixels(image)), () -> bare.pixels(List.of(image)));
      addPercentiles(results, pixels.run(turns, CALLS_PER_TURN), Time.PIXELS_P50, Time.PIXELS_P99);
      var png = new Calls(() -> List.of(ours.classifyFile(file)), () -> bare.file(file));
      addPercentiles(results, png.run(turns, CALLS_PER_TURN), Time.PNG_P50, Time.PNG_P99);
      var batches = new Calls(() -> ours.classifyPixels(images), () -> bare.pixels(images));
      addPercentiles(results, batches.run(turns / 2, 1), Time.BATCHES);
    }
    var report = new Report();
    report.line(
        "%d calls for one image, %d for %d; medians of %d parts",
        turns * CALLS_PER_TURN, turns / 2, BATCH, PARTS);
    report.results(results, List.of(Time.values()));
    System.out.println(report.text());
    return true;
  }

  private static void addPercentiles(
      Results<Server, Time> to, Results<Server, String> calls, Time... times) {
    for (Server server : Server.values()) {
      double[] seconds = calls.values(Calls.SECONDS, server);
      for (int part = 0; part < PARTS; part++) {
        double[] slice =
            Arrays.copyOfRange(
                seconds, seconds.length * part / PARTS, seconds.length * (part + 1) / PARTS);
        for (Time time : times) {
          to.add(server, time, Statistics.percentile(slice, time.percent) / time.images);
        }
      }
    }
  }

  static byte[] png(byte[] pixels) throws IOException {
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % 28, i / 28, 0, pixels[i] & 0xff);
    }
    var file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  private enum Server implements Labeled {
    PREDICTOR,
    BARE_SESSION
  }

  private enum Time implements Quantity {
    PIXELS_P50("one image, pixels, p50", 50, 1),
    PIXELS_P99("one image, pixels, p99", 99, 1),
    PNG_P50("one image, PNG, p50", 50, 1),
    PNG_P99("one image, PNG, p99", 99, 1),
    BATCHES("128 images, pixels", 50, BATCH);

    private final String label;
    private final int percent;
    private final int images;

    Time(String label, int percent, int images) {
      this.label = label;
      this.percent = percent;
      this.images = images;
    }

    @Override
    public String label() {
      return label;
    }

    @Override
    public Unit unit() {
      return this == BATCHES ? Unit.IMAGES : Unit.MILLIS;
    }
  }

  /** The same request to both. */
  private record Calls(Supplier<List<Classification>> ours, Supplier<List<Classification>> bare) {
    private static final String SECONDS = "seconds";

    Results<Server, String> run(int turns, int callsPerTurn) {
      if (!ours.get().equals(bare.get())) {
        throw new IllegalStateException("The predictor and the bare session disagree.");
      }
      Interleaver.Turn<Server, String> turn =
          (server, values) -> {
            Supplier<?> call = server == Server.PREDICTOR ? ours : bare;
            for (double seconds : Stopwatch.secondsOfEach(0, callsPerTurn, call::get)) {
              values.accept(SECONDS, seconds);
            }
          };
      var interleaver = new Interleaver<Server, String>(List.of(Server.values()));
      interleaver.warmUp(turns / 4, List.of(turn));
      return interleaver.run(turns, List.of(turn), round -> {});
    }
  }
}
