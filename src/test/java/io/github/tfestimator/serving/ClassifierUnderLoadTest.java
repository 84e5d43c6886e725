package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Threads that classify while versions change, and while the classifier is closed. */
@Timeout(120)
class ClassifierUnderLoadTest {
  private static final int THREADS = 6;
  private static final float[] PICTURE = picture();

  @TempDir static Path shared;
  private static Path first;
  private static Path second;

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path base;
  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);

  @BeforeAll
  static void export() {
    first = FeaturesAlone.export(shared.resolve("first"), MinMaxScaler.unit(784));
    second =
        FeaturesAlone.export(
            shared.resolve("second"), MinMaxScaler.fit(Digits.draw(100, 5).images()));
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void everyAnswerIsThatOfOneOfTheVersions() throws Exception {
    var config = ServingConfig.defaults().followingVersions(Duration.ofMillis(1));
    assertAnswersWhileVersionsChange(config);
  }

  @Test
  void groupsNeverMixVersions() throws Exception {
    var config =
        ServingConfig.defaults()
            .withMicroBatches(THREADS, Duration.ofMillis(1))
            .followingVersions(Duration.ofMillis(1));
    assertAnswersWhileVersionsChange(config);
  }

  private void assertAnswersWhileVersionsChange(ServingConfig config) throws Exception {
    List<Classification> right = List.of(alone(first), alone(second));
    assertThat(right.get(0)).isNotEqualTo(right.get(1));
    long before = Pointer.totalCount();
    var versions = new PublishedVersions(base);
    versions.publish(first, 1);
    try (var classifier = SavedModelClassifier.load(base, config)) {
      var over = new AtomicBoolean();
      List<Future<Set<Integer>>> seen = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        seen.add(
            threads.submit(
                () -> {
                  Set<Integer> which = new HashSet<>();
                  while (!over.get()) {
                    which.add(closest(classifier.classifyFeatures(PICTURE), right));
                  }
                  return which;
                }));
      }
      for (int number = 2; number <= 15; number++) {
        versions.publish(number % 2 == 0 ? second : first, number);
        awaitVersion(classifier, versions.version(number));
        versions.remove(number - 1);
      }
      over.set(true);
      for (Future<Set<Integer>> which : seen) {
        assertThat(which.get()).containsExactlyInAnyOrder(0, 1);
      }
    }
    assertThat(Pointer.totalCount() - before).as("native objects left").isLessThan(14);
  }

  @Test
  void singleRequestsOfManyThreadsGoAsOneGroup() throws Exception {
    var config = ServingConfig.defaults().withMicroBatches(THREADS, Duration.ofDays(1));
    List<Classification> right = List.of(alone(first));
    try (var classifier = SavedModelClassifier.load(first, config)) {
      List<Future<Classification>> found = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        found.add(threads.submit(() -> classifier.classifyFeatures(PICTURE)));
      }
      for (Future<Classification> answer : found) {
        assertThat(closest(answer.get(), right)).isZero();
      }
    }
  }

  @Test
  void closingWaitsForRequestsAndRefusesLaterOnes() throws Exception {
    for (int round = 0; round < 5; round++) {
      assertClosesUnderLoad(ServingConfig.defaults());
      assertClosesUnderLoad(
          ServingConfig.defaults().withMicroBatches(THREADS + 1, Duration.ofDays(1)));
    }
  }

  private void assertClosesUnderLoad(ServingConfig config) throws Exception {
    var classifier = SavedModelClassifier.load(first, config);
    var begun = new AtomicInteger();
    List<Future<String>> ends = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      ends.add(
          threads.submit(
              () -> {
                try {
                  while (true) {
                    begun.incrementAndGet();
                    classifier.classifyFeatures(PICTURE);
                  }
                } catch (IllegalStateException e) {
                  return e.getMessage();
                }
              }));
    }
    while (begun.get() < THREADS) {
      Thread.onSpinWait();
    }
    classifier.close();
    classifier.close();
    for (Future<String> end : ends) {
      assertThat(end.get())
          .isEqualTo("The classifier is closed; it served %s. Load the model anew.", first);
    }
  }

  private static Classification alone(Path model) {
    try (var classifier = SavedModelClassifier.load(model)) {
      return classifier.classifyFeatures(PICTURE);
    }
  }

  /** Which of the right answers it is, but for the rounding of another batch size. */
  private static int closest(Classification found, List<Classification> right) {
    for (int i = 0; i < right.size(); i++) {
      if (isClose(found.probabilities(), right.get(i).probabilities())) {
        return i;
      }
    }
    throw new AssertionError(found + " is none of " + right);
  }

  private static boolean isClose(float[] found, float[] right) {
    for (int i = 0; i < right.length; i++) {
      if (Math.abs(found[i] - right[i]) > 1e-6f) {
        return false;
      }
    }
    return found.length == right.length;
  }

  private static void awaitVersion(SavedModelClassifier classifier, Path version)
      throws InterruptedException {
    while (!classifier.version().equals(version)) {
      Thread.sleep(1);
    }
  }

  private static float[] picture() {
    float[] features = new float[784];
    MinMaxScaler.unit(784).transform(Digits.draw(1, 3).images(), 0, features, 0);
    return features;
  }
}
