package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * Whether a service may change its model while it works: {@value #THREADS} threads make 100,000
 * predictions, one picture each, while two full-size models take turns as the highest version every
 * second. An answer is right if one of the two models gives it alone, to {@value #ROUNDING}. Prints
 * ten times what the process holds in memory (resident). Fails, with exit code 1, if an answer is
 * lost or wrong, if fewer than three versions served, or if memory is in the last third of the
 * predictions at its highest more than {@value #TOLERANCE_MIB} MiB over the middle third; the first
 * is for warming up.
 *
 * <p>Other work on the machine doesn't matter. On Linux: {@code scripts/benchmark swap
 * [PREDICTIONS]}.
 */
public final class SwapBenchmark {
  private static final int THREADS = 64;
  private static final int PICTURES = 16;
  private static final int ROWS = 10;
  private static final int TOLERANCE_MIB = 16;
  private static final float ROUNDING = 1e-6f;
  private static final Duration SECOND = Duration.ofSeconds(1);

  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private final long predictions;
  private final List<byte[]> pictures;
  private final List<List<Classification>> right;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();

  private SwapBenchmark(long predictions, List<Path> models) {
    this.predictions = predictions;
    var digits = Digits.draw(PICTURES, 42).images();
    pictures = IntStream.range(0, PICTURES).mapToObj(digits::picture).toList();
    right = models.stream().map(this::alone).toList();
    for (int i = 0; i < PICTURES; i++) {
      if (isClose(right.get(0).get(i), right.get(1).get(i))) {
        throw new IllegalStateException("The two models say the same of a picture.");
      }
    }
  }

  /**
   * @param args the number of predictions, 100000 if none is given
   * @throws IOException if the temporary folder can't be used
   * @throws InterruptedException never
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    long predictions = args.length == 0 ? 100_000 : Long.parseLong(args[0]);
    LOG.setLevel(Level.WARNING);
    Path folder = Files.createTempDirectory("swap");
    try {
      List<Path> models =
          List.of(
              ExportedModel.in(folder.resolve("first"), 1),
              ExportedModel.in(folder.resolve("second"), 2));
      if (!new SwapBenchmark(predictions, models).run(models, folder.resolve("versions"))) {
        System.exit(1);
      }
    } finally {
      AtomicFiles.deleteTree(folder);
    }
  }

  private boolean run(List<Path> models, Path folder) throws IOException, InterruptedException {
    var versions = new AlternatingVersions(folder, models);
    versions.publishNext();
    var resident = new Thirds();
    var config = ServingConfig.defaults().followingVersions(Duration.ofMillis(100));
    try (var classifier = SavedModelClassifier.load(folder, config)) {
      List<Thread> threads = start(classifier);
      System.out.println("predictions   versions   resident MiB");
      long rows = 0;
      long swapped = System.nanoTime();
      while (threads.stream().anyMatch(Thread::isAlive)) {
        Thread.sleep(10);
        long done = answered.get();
        if (done * ROWS / predictions > rows) {
          rows = done * ROWS / predictions;
          double mib = resident.note(done, predictions, ResidentMemory.mib());
          System.out.printf(Locale.ROOT, "%11d   %8d   %12.1f%n", done, versions.count(), mib);
        }
        if (System.nanoTime() - swapped > SECOND.toNanos()
            && classifier.version().equals(versions.highest())) {
          swapped = System.nanoTime();
          versions.publishNext();
        }
      }
    }
    return isFine(versions.count(), resident.growth());
  }

  private List<Thread> start(SavedModelClassifier classifier) {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      threads.add(new Thread(() -> predict(classifier), "client " + i));
    }
    threads.forEach(Thread::start);
    return threads;
  }

  private void predict(SavedModelClassifier classifier) {
    long number = begun.getAndIncrement();
    while (number < predictions) {
      int picture = (int) (number % PICTURES);
      Classification found = classifier.classifyPixels(pictures.get(picture));
      if (right.stream().noneMatch(answers -> isClose(found, answers.get(picture)))) {
        wrong.incrementAndGet();
      }
      answered.incrementAndGet();
      number = begun.getAndIncrement();
    }
  }

  private boolean isFine(long versions, double growth) {
    long lost = predictions - answered.get();
    System.out.printf(
        Locale.ROOT,
        "%d predictions by %d threads over %d versions: %d lost, %d wrong; resident memory, last"
            + " third over middle third: %+.1f MiB; %d allowed%n",
        predictions,
        THREADS,
        versions,
        lost,
        wrong.get(),
        growth,
        TOLERANCE_MIB);
    return lost == 0 && wrong.get() == 0 && versions > 2 && growth <= TOLERANCE_MIB;
  }

  private List<Classification> alone(Path model) {
    try (var classifier = SavedModelClassifier.load(model)) {
      return pictures.stream().map(picture -> classifier.classifyPixels(picture)).toList();
    }
  }

  private static boolean isClose(Classification found, Classification right) {
    for (int i = 0; i < right.probabilities().length; i++) {
      if (Math.abs(found.probabilities()[i] - right.probabilities()[i]) > ROUNDING) {
        return false;
      }
    }
    return found.classId() == right.classId();
  }
}
