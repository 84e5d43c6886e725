package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * A check that a service can change its model while it works: {@value #THREADS} threads make
 * 100,000 predictions, one image each, while two full-size models take turns as the highest version
 * every second. An answer is correct if one of the two models gives it alone, to {@value
 * #ROUNDING}. Prints ten times the memory of the process (resident). Fails, with exit code 1, if an
 * answer is lost or wrong, if fewer than three versions served, or if the peak of memory in the
 * last third of the predictions exceeds that of the middle third by more than {@value
 * #TOLERANCE_MIB} MiB; the first third is for warming up.
 *
 * <p>Other work on the machine doesn't matter. On Linux: {@code scripts/benchmark swap
 * [PREDICTIONS]}.
 */
public final class SwapBenchmark {
  private static final int THREADS = 64;
  private static final int IMAGES = 16;
  private static final String RESIDENT = "resident MiB";
  private static final int TOLERANCE_MIB = 16;
  private static final float ROUNDING = 1e-6f;
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final long predictions;
  private final List<byte[]> images;
  private final List<List<Classification>> correct;
  private final AtomicLong begun = new AtomicLong();
  private final AtomicLong answered = new AtomicLong();
  private final AtomicLong wrong = new AtomicLong();

  private SwapBenchmark(long predictions, List<Path> models) {
    this.predictions = predictions;
    var digits = Digits.draw(IMAGES, 42).images();
    images = IntStream.range(0, IMAGES).mapToObj(digits::image).toList();
    correct = models.stream().map(this::alone).toList();
    for (int i = 0; i < IMAGES; i++) {
      if (isClose(correct.get(0).get(i), correct.get(1).get(i))) {
        throw new IllegalStateException("The two models say the same of an image.");
      }
    }
  }

  /** Runs with the number of predictions, 100000 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 100_000, 1, SwapBenchmark::run);
  }

  private static boolean run(int predictions, Path folder)
      throws IOException, InterruptedException {
    List<Path> models =
        List.of(
            ExportedModel.in(folder.resolve("first"), 1),
            ExportedModel.in(folder.resolve("second"), 2));
    return new SwapBenchmark(predictions, models).run(models, folder.resolve("versions"));
  }

  private boolean run(List<Path> models, Path folder) throws IOException, InterruptedException {
    var versions = new AlternatingVersions(folder, models);
    versions.publishNext();
    var memory = new MemoryLog(predictions, "predictions", "versions", RESIDENT);
    var config = ServingConfig.defaults().followingVersions(Duration.ofMillis(100));
    try (var classifier = SavedModelClassifier.load(folder, config)) {
      List<Thread> threads = start(classifier);
      long swapped = System.nanoTime();
      while (threads.stream().anyMatch(Thread::isAlive)) {
        Thread.sleep(10);
        long done = answered.get();
        if (memory.isDue(done)) {
          memory.row(done, versions.count(), ResidentMemory.mib());
        }
        if (System.nanoTime() - swapped > SECOND.toNanos()
            && classifier.version().equals(versions.highest())) {
          swapped = System.nanoTime();
          versions.publishNext();
        }
      }
    }
    return isFine(versions.count(), memory.growth(RESIDENT));
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
      int image = (int) (number % IMAGES);
      Classification actual = classifier.classifyPixels(images.get(image));
      if (correct.stream().noneMatch(answers -> isClose(actual, answers.get(image)))) {
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
      return images.stream().map(image -> classifier.classifyPixels(image)).toList();
    }
  }

  private static boolean isClose(Classification actual, Classification correct) {
    for (int i = 0; i < correct.probabilities().length; i++) {
      if (Math.abs(actual.probabilities()[i] - correct.probabilities()[i]) > ROUNDING) {
        return false;
      }
    }
    return actual.classId() == correct.classId();
  }
}
