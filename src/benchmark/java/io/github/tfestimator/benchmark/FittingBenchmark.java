package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.image.ImageDecoder;
import io.github.tfestimator.cnn.image.Ink;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The cost of fitting. A PNG file of 28x28 pixels that isn't in MNIST's form is classified fitted
 * and as it is; at most 1.5 times the time is the limit. A photo of 12 megapixels is fitted and but
 * decoded, at an eighth as the fitting does it; at most 5 ms more is the limit. The ways take
 * turns, and each result is a median.
 *
 * <p>On an idle machine: {@code scripts/benchmark fitting [TURNS]}.
 */
public final class FittingBenchmark {
  private static final int CALLS_PER_TURN = 5;
  private static final double MAX_RATIO = 1.5;
  private static final double MAX_EXTRA_SECONDS = 0.005;

  private FittingBenchmark() {}

  /** Runs with the number of turns of each way, 400 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 400, 20, FittingBenchmark::run);
  }

  private static boolean run(int turns, Path folder) throws IOException {
    byte[] png = file(zero(28, 28, 14, 3), "png");
    byte[] photo = file(zero(4_000, 3_000, 900, 120), "jpg");
    Results<Way, Time> small;
    try (var model = SavedModelClassifier.load(ExportedModel.in(folder, 42))) {
      if (!model.classifyFile(png).found()) {
        throw new IllegalStateException("no digit found in the PNG file");
      }
      small =
          measure(
              Time.PNG,
              turns,
              CALLS_PER_TURN,
              () -> model.classifyFile(png),
              () -> model.classifyFile(png, Ink.DARK_ON_LIGHT));
    }
    Results<Way, Time> large;
    try (var decoder = new ImageDecoder();
        var jpeg = new ReducedJpeg(photo)) {
      if (!decoder.fit(photo, "the photo").found()) {
        throw new IllegalStateException("no digit found in the photo");
      }
      large =
          measure(
              Time.PHOTO, Math.max(10, turns / 10), 1, () -> decoder.fit(photo, ""), jpeg::decode);
    }
    double ratio = small.ratio(Time.PNG, Way.NOT_FITTED).orElseThrow();
    double extra = median(large, Way.FITTED) - median(large, Way.NOT_FITTED);
    var report = new Report();
    report.line("28x28 PNG, classified, %d calls:", turns * CALLS_PER_TURN);
    report.results(small, List.of(Time.PNG));
    report.line("");
    report.line("12 megapixels, JPEG of %d KB, fitted or but decoded:", photo.length / 1000);
    report.results(large, List.of(Time.PHOTO));
    report.line("");
    report.line(
        "the PNG takes %.2f times as long when it is fitted; at most 1.5 are allowed", ratio);
    report.line("fitting the photo takes %.1f ms more; at most 5 are allowed", 1000 * extra);
    System.out.println(report.text());
    return ratio <= MAX_RATIO && extra <= MAX_EXTRA_SECONDS;
  }

  private static double median(Results<Way, Time> results, Way way) {
    return results.median(Time.PHOTO, way).orElseThrow();
  }

  private static Results<Way, Time> measure(
      Time time, int turns, int callsPerTurn, Runnable fitted, Runnable notFitted) {
    Interleaver.Turn<Way, Time> turn =
        (way, values) -> {
          Runnable call = way == Way.FITTED ? fitted : notFitted;
          for (double seconds : Stopwatch.secondsOfEach(0, callsPerTurn, call)) {
            values.accept(time, seconds);
          }
        };
    var interleaver = new Interleaver<Way, Time>(List.of(Way.values()));
    interleaver.warmUp(turns / 4, List.of(turn));
    return interleaver.run(turns, List.of(turn), round -> {});
  }

  /** Draws a 0 on paper in uneven light. */
  private static BufferedImage zero(int width, int height, int size, int pen) {
    var image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    var graphics = image.createGraphics();
    graphics.setPaint(new GradientPaint(0, 0, new Color(250, 245, 235), width, height, Color.GRAY));
    graphics.fillRect(0, 0, width, height);
    graphics.setColor(new Color(20, 30, 90));
    graphics.setStroke(new BasicStroke(pen));
    graphics.drawOval(width / 2 - size / 3, height / 2 - size / 2, size * 2 / 3, size);
    graphics.dispose();
    return image;
  }

  private static byte[] file(BufferedImage image, String format) throws IOException {
    var file = new ByteArrayOutputStream();
    ImageIO.write(image, format, file);
    return file.toByteArray();
  }

  private enum Way implements Labeled {
    FITTED,
    NOT_FITTED
  }

  private enum Time implements Quantity {
    PNG("28x28 PNG"),
    PHOTO("12 megapixels");

    private final String label;

    Time(String label) {
      this.label = label;
    }

    @Override
    public String label() {
      return label;
    }
  }

  /** A session that decodes a JPEG file at an eighth of its size, and nothing else. */
  private static final class ReducedJpeg implements AutoCloseable {
    private final byte[] content;
    private final Graph graph = new Graph();
    private final Operand<TString> file;
    private final Operand<TUint8> image;
    private final Session session;

    ReducedJpeg(byte[] content) {
      this.content = content;
      var tf = Ops.create(graph);
      file = tf.placeholder(TString.class, Placeholder.shape(Shape.scalar()));
      image =
          tf.image.decodeJpeg(
              file,
              DecodeJpeg.channels(3L),
              DecodeJpeg.ratio(8L),
              DecodeJpeg.dctMethod("INTEGER_ACCURATE"));
      session = new Session(graph);
    }

    void decode() {
      try (var bytes = TString.tensorOfBytes(NdArrays.scalarOfObject(content));
          var result = session.runner().feed(file, bytes).fetch(image).run()) {
        result.get(0).shape();
      }
    }

    @Override
    public void close() {
      session.close();
      graph.close();
    }
  }
}
