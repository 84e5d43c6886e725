package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.bytedeco.javacpp.Pointer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.StdArrays;

/** Threads that predict while versions change, and while the predictor is closed. */
@Timeout(120)
@Tag("medium")
class PredictorUnderLoadTest {
  private static final int THREADS = 6;
  private static final float[] EXAMPLE = example();

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
    List<float[]> correct = List.of(alone(first), alone(second));
    assertThat(correct.get(0)).isNotEqualTo(correct.get(1));
    long before = Pointer.totalCount();
    var versions = new PublishedVersions(base);
    versions.publish(first, 1);
    try (var predictor = SavedModelPredictor.load(base, config)) {
      var probabilities = probabilities(predictor);
      var over = new AtomicBoolean();
      List<Future<Set<Integer>>> seen = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        seen.add(
            threads.submit(
                () -> {
                  Set<Integer> which = new HashSet<>();
                  while (!over.get()) {
                    which.add(closest(probabilities.apply(EXAMPLE), correct));
                  }
                  return which;
                }));
      }
      for (int number = 2; number <= 15; number++) {
        versions.publish(number % 2 == 0 ? second : first, number);
        awaitVersion(predictor, versions.version(number));
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
  void singleRequestsOfManyThreadsAreAnswered() throws Exception {
    var config = ServingConfig.defaults().withMicroBatches(THREADS, Duration.ofDays(1));
    List<float[]> correct = List.of(alone(first));
    try (var predictor = SavedModelPredictor.load(first, config)) {
      var probabilities = probabilities(predictor);
      List<Future<float[]>> answers = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        answers.add(threads.submit(() -> probabilities.apply(EXAMPLE)));
      }
      for (Future<float[]> answer : answers) {
        assertThat(closest(answer.get(), correct)).isZero();
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
    var predictor = SavedModelPredictor.load(first, config);
    var probabilities = probabilities(predictor);
    var begun = new AtomicInteger();
    List<Future<String>> ends = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      ends.add(
          threads.submit(
              () -> {
                try {
                  while (true) {
                    begun.incrementAndGet();
                    probabilities.apply(EXAMPLE);
                  }
                } catch (IllegalStateException e) {
                  return e.getMessage();
                }
              }));
    }
    while (begun.get() < THREADS) {
      Thread.onSpinWait();
    }
    predictor.close();
    predictor.close();
    for (Future<String> end : ends) {
      assertThat(end.get())
          .isEqualTo("The predictor is closed; it served %s. Load the model anew.", first);
    }
  }

  private static float[] alone(Path model) {
    try (var predictor = SavedModelPredictor.load(model)) {
      return probabilities(predictor).apply(EXAMPLE);
    }
  }

  private static PredictFunction<float[], float[]> probabilities(SavedModelPredictor predictor) {
    return predictor.function(
        "serving_default",
        x -> Map.of("x", x),
        outputs -> StdArrays.array1dCopyOf((FloatNdArray) outputs.get("probabilities")));
  }

  /** Returns the index of the correct answer that it is, but for another batch size's rounding. */
  private static int closest(float[] actual, List<float[]> correct) {
    for (int i = 0; i < correct.size(); i++) {
      if (isClose(actual, correct.get(i))) {
        return i;
      }
    }
    throw new AssertionError(Arrays.toString(actual) + " is none of the versions' answers");
  }

  private static boolean isClose(float[] actual, float[] correct) {
    for (int i = 0; i < correct.length; i++) {
      if (Math.abs(actual[i] - correct[i]) > 1e-6f) {
        return false;
      }
    }
    return actual.length == correct.length;
  }

  private static void awaitVersion(SavedModelPredictor predictor, Path version)
      throws InterruptedException {
    while (!predictor.version().equals(version)) {
      Thread.sleep(1);
    }
  }

  private static float[] example() {
    float[] features = new float[784];
    MinMaxScaler.unit(784).transform(Digits.draw(1, 3).images(), 0, features, 0);
    return features;
  }
}
