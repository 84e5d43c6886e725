package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many threads that send random numbers to a model that is sometimes slow and sometimes fails. */
@Timeout(120)
@Tag("medium")
class MicroBatcherUnderLoadTest {
  private static final int THREADS = 24;
  private static final int REQUESTS = 1_500;
  private static final int MAX_BATCH = 8;
  private static final int CORES = 2;
  private static final int KINDS = 3;
  private static final int LARGEST = 1_000_000;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
  private final AtomicInteger running = new AtomicInteger();
  private final AtomicInteger mostRunning = new AtomicInteger();
  private final AtomicInteger largestGroup = new AtomicInteger();
  private final AtomicInteger mixedGroups = new AtomicInteger();

  private enum Outcome {
    CORRECT,
    WRONG,
    BROKEN,
    ERROR,
    INTERRUPT_LOST
  }

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void everyRequestGetsItsAnswer() throws Exception {
    Map<Outcome, Integer> outcomes = load(batcher(FOR_EVER, this::answer), 0);
    assertThat(outcomes).containsExactly(Map.entry(Outcome.CORRECT, THREADS * REQUESTS));
    assertThat(mostRunning).hasValue(CORES);
    assertGroups();
  }

  @Test
  void failuresReachOnlyThoseThatTheyBelongTo() throws Exception {
    var brokenSent = new AtomicInteger();
    Map<Outcome, Integer> outcomes =
        load(
            batcher(
                FOR_EVER,
                numbers -> {
                  brokenSent.addAndGet(numbers.size() == 1 && isBroken(numbers.get(0)) ? 1 : 0);
                  return failing(numbers);
                }),
            0);
    assertThat(outcomes).doesNotContainKeys(Outcome.WRONG, Outcome.INTERRUPT_LOST);
    assertThat(outcomes.get(Outcome.BROKEN)).isEqualTo(brokenSent.get()).isPositive();
    assertThat(outcomes.get(Outcome.ERROR)).as("of groups' oldest").isPositive();
    assertThat(outcomes.get(Outcome.CORRECT)).isGreaterThan(THREADS * REQUESTS / 2);
    assertGroups();
  }

  @Test
  void delaysAndInterruptsLoseNoAnswer() throws Exception {
    Map<Outcome, Integer> outcomes = load(batcher(Duration.ofNanos(50_000), this::answer), 5);
    assertThat(outcomes).containsExactly(Map.entry(Outcome.CORRECT, THREADS * REQUESTS));
    assertGroups();
  }

  /** Sends all requests; of every so many, a thread is interrupted before one. */
  private Map<Outcome, Integer> load(MicroBatcher<Integer, Long> batcher, int interruptEvery)
      throws Exception {
    List<Future<Map<Outcome, Integer>>> clients = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      var random = new SplittableRandom(i);
      clients.add(
          threads.submit(
              () -> {
                Map<Outcome, Integer> outcomes = new HashMap<>();
                for (int n = 1; n <= REQUESTS; n++) {
                  boolean interrupts = interruptEvery > 0 && n % interruptEvery == 0;
                  outcomes.merge(
                      send(batcher, random.nextInt(LARGEST), interrupts), 1, Integer::sum);
                }
                return outcomes;
              }));
    }
    Map<Outcome, Integer> all = new HashMap<>();
    for (Future<Map<Outcome, Integer>> client : clients) {
      client.get().forEach((outcome, count) -> all.merge(outcome, count, Integer::sum));
    }
    return all;
  }

  private static Outcome send(MicroBatcher<Integer, Long> batcher, int number, boolean interrupts) {
    if (interrupts) {
      Thread.currentThread().interrupt();
    }
    try {
      long answer = batcher.run(number);
      if (Thread.interrupted() != interrupts) {
        return Outcome.INTERRUPT_LOST;
      }
      return answer == 31L * number + 7 ? Outcome.CORRECT : Outcome.WRONG;
    } catch (SavedModelException e) {
      return isBroken(number) ? Outcome.BROKEN : Outcome.WRONG;
    } catch (StackOverflowError e) {
      return Outcome.ERROR;
    }
  }

  private void assertGroups() {
    assertThat(running).hasValue(0);
    assertThat(mixedGroups).hasValue(0);
    assertThat(largestGroup).hasValueBetween(2, MAX_BATCH);
  }

  private List<Long> failing(List<Integer> numbers) {
    List<Long> answers = answer(numbers);
    if (numbers.size() > 1 && numbers.stream().anyMatch(number -> number % 503 == 0)) {
      throw new StackOverflowError("made up");
    }
    if (numbers.stream().anyMatch(MicroBatcherUnderLoadTest::isBroken)) {
      throw new SavedModelException("broken");
    }
    return answers;
  }

  private static boolean isBroken(int number) {
    return number % 101 == 0;
  }

  private List<Long> answer(List<Integer> numbers) {
    mostRunning.accumulateAndGet(running.incrementAndGet(), Math::max);
    largestGroup.accumulateAndGet(numbers.size(), Math::max);
    if (numbers.stream().map(number -> number % KINDS).distinct().count() > 1) {
      mixedGroups.incrementAndGet();
    }
    long end = System.nanoTime() + numbers.get(0) % 100 * 1_000L;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    running.decrementAndGet();
    return numbers.stream().map(number -> 31L * number + 7).toList();
  }

  private static MicroBatcher<Integer, Long> batcher(
      Duration maxDelay, Function<List<Integer>, List<Long>> model) {
    return new MicroBatcher<>(
        MAX_BATCH, maxDelay, CORES, number -> number % KINDS, model, BatchListener.none());
  }
}
