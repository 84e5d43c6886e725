package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.Ink;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.io.AtomicFiles;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import javax.imageio.ImageIO;

/**
 * How much the predictor costs over a bare {@code Session.run} of the same SavedModel with the same
 * tensors: one picture at a time, of which half of the requests and 99 of 100 are quicker than the
 * times printed, and pictures a second of 128 at a time. Both run in short turns, so that what else
 * the machine does hits both alike, and each time is the median of those of ten parts of the run.
 *
 * <p>On an idle machine: {@code scripts/benchmark serving [TURNS]}.
 */
public final class ServingBenchmark {
  private static final int BATCH = 128;
  private static final int SINGLES_A_TURN = 5;

  /** A run is cut into so many parts: the median of their p99s shrugs off a burst of noise. */
  private static final int PARTS = 10;

  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private ServingBenchmark() {}

  /**
   * @param args how many turns each of the two gets, 1,000 if none is given
   * @throws IOException if the temporary folder can't be used
   */
  public static void main(String[] args) throws IOException {
    int turns = args.length == 0 ? 1000 : Integer.parseInt(args[0]);
    LOG.setLevel(Level.WARNING);
    Path folder = Files.createTempDirectory("benchmark");
    Path model = ExportedModel.in(folder, 42);
    var digits = Digits.draw(BATCH, 42).images();
    List<byte[]> pictures = IntStream.range(0, BATCH).mapToObj(digits::picture).toList();
    byte[] picture = pictures.get(0);
    byte[] file = png(picture);
    try (var ours = SavedModelClassifier.load(model);
        var bare = new BareSession(model)) {
      Race single =
          Race.run(
              turns,
              SINGLES_A_TURN,
              () -> List.of(ours.classifyPixels(picture)),
              () -> bare.pixels(List.of(picture)));
      single.printTimes("one picture, pixels");
      Race.run(
              turns,
              SINGLES_A_TURN,
              () -> List.of(ours.classifyFile(file, Ink.LIGHT_ON_DARK)),
              () -> bare.file(file))
          .printTimes("one picture, PNG");
      Race.run(turns / 2, 1, () -> ours.classifyPixels(pictures), () -> bare.pixels(pictures))
          .printRate("128 pictures, pixels", BATCH);
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  private static byte[] png(byte[] pixels) throws IOException {
    var image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
    for (int i = 0; i < pixels.length; i++) {
      image.getRaster().setSample(i % 28, i / 28, 0, pixels[i] & 0xff);
    }
    var file = new ByteArrayOutputStream();
    ImageIO.write(image, "png", file);
    return file.toByteArray();
  }

  /**
   * What two took for the same.
   *
   * @param ours the predictor's nanoseconds for each call
   * @param bare the bare session's
   */
  private record Race(long[] ours, long[] bare) {

    static Race run(
        int turns,
        int callsATurn,
        Supplier<List<Classification>> ours,
        Supplier<List<Classification>> bare) {
      if (!ours.get().equals(bare.get())) {
        throw new IllegalStateException("The predictor and the bare session disagree.");
      }
      for (int i = 0; i < turns * callsATurn / 4; i++) {
        ours.get();
        bare.get();
      }
      long[] oursTook = new long[turns * callsATurn];
      long[] bareTook = new long[turns * callsATurn];
      for (int turn = 0; turn < turns; turn++) {
        // Each begins as often as the other.
        if (turn % 2 == 0) {
          time(ours, oursTook, turn, callsATurn);
          time(bare, bareTook, turn, callsATurn);
        } else {
          time(bare, bareTook, turn, callsATurn);
          time(ours, oursTook, turn, callsATurn);
        }
      }
      return new Race(oursTook, bareTook);
    }

    private static void time(Supplier<?> call, long[] took, int turn, int calls) {
      for (int i = turn * calls; i < (turn + 1) * calls; i++) {
        long start = System.nanoTime();
        call.get();
        took[i] = System.nanoTime() - start;
      }
    }

    void printTimes(String what) {
      for (int percent : new int[] {50, 99}) {
        double a = millis(ours, percent);
        double b = millis(bare, percent);
        System.out.printf(
            Locale.ROOT,
            "%s, p%d of %d: predictor %.3f ms, bare Session.run %.3f ms, ratio %.3f%n",
            what,
            percent,
            ours.length,
            a,
            b,
            a / b);
      }
    }

    void printRate(String what, int pictures) {
      double a = pictures / millis(ours, 50) * 1000;
      double b = pictures / millis(bare, 50) * 1000;
      System.out.printf(
          Locale.ROOT,
          "%s, median of %d: predictor %.0f pictures/s, bare Session.run %.0f, ratio of times %.3f%n",
          what,
          ours.length,
          a,
          b,
          b / a);
    }

    private static double millis(long[] took, int percent) {
      double[] ofParts = new double[PARTS];
      for (int part = 0; part < PARTS; part++) {
        long[] its =
            Arrays.copyOfRange(took, took.length * part / PARTS, took.length * (part + 1) / PARTS);
        Arrays.sort(its);
        ofParts[part] = its[(its.length - 1) * percent / 100] / 1e6;
      }
      return Median.of(ofParts);
    }
  }
}
