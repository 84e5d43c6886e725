package io.github.tfestimator.serving;

import io.github.tfestimator.interleaving.Scenario;
import io.github.tfestimator.interleaving.Steps;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests that meet in a batcher. Each gets the answer to its own number or its own error, once;
 * groups have at most the maximum; none waits for ever; and afterwards the core is free.
 */
abstract class MicroBatcherScenarios implements Scenario {
  private static final int MAX_BATCH = 2;
  private static final int BROKEN = -1;
  private static final Duration FOR_EVER = Duration.ofDays(1);

  final MicroBatcher<Integer, Long> batcher;
  final List<Part> threads = new ArrayList<>();
  private final List<List<Integer>> groups = new ArrayList<>();
  private int requests;

  MicroBatcherScenarios(Duration maxDelay) {
    batcher =
        new MicroBatcher<>(
            MAX_BATCH, maxDelay, 1, number -> true, this::model, BatchListener.none());
  }

  private List<Long> model(List<Integer> numbers) {
    groups.add(numbers);
    Steps.step();
    if (numbers.contains(BROKEN)) {
      throw new SavedModelException("broken");
    }
    return numbers.stream().map(number -> 31L * number + 7).toList();
  }

  final void request(int number) {
    requests++;
    threads.add(
        () -> {
          try {
            require(batcher.run(number) == 31L * number + 7 && number != BROKEN, "wrong answer");
          } catch (SavedModelException e) {
            require(number == BROKEN, "another's failure");
          }
        });
  }

  @Override
  public final List<Part> threads() {
    return threads;
  }

  @Override
  public void check() {
    require(groups.stream().allMatch(group -> group.size() <= MAX_BATCH), "group too large");
    // Of a group that failed, each runs once more, alone.
    groups.removeIf(group -> group.size() > 1 && group.contains(BROKEN));
    require(
        groups.stream().flatMap(List::stream).distinct().count() == requests
            && groups.stream().mapToInt(List::size).sum() == requests,
        "a request ran twice, or not at all");
    require(batcher.queueLength() == 0, "a request is left in the queue");
    // Fails if it had to wait, as there is nobody to wake it.
    require(batcher.run(5) == 162, "wrong answer afterwards");
  }

  static void require(boolean condition, String what) {
    if (!condition) {
      Steps.fail(what);
    }
  }

  /** Three requests and one core. */
  static final class Requests extends MicroBatcherScenarios {
    Requests() {
      super(FOR_EVER);
      request(1);
      request(2);
      request(3);
    }
  }

  /** The end of waiting, as when a version is replaced. */
  static final class Stop extends MicroBatcherScenarios {
    Stop() {
      super(FOR_EVER);
      request(1);
      request(2);
      request(3);
      threads.add(batcher::stopWaiting);
    }
  }

  /** A request that fails whatever group it is in. */
  static final class Failure extends MicroBatcherScenarios {
    Failure() {
      super(FOR_EVER);
      request(1);
      request(BROKEN);
      request(3);
    }
  }

  /** Waits whose time runs out. */
  static final class Delay extends MicroBatcherScenarios {
    Delay() {
      super(Duration.ofMillis(1));
      request(1);
      request(2);
      request(3);
    }
  }

  /** A thread that is interrupted at any time. */
  static final class Interrupt extends MicroBatcherScenarios {
    private volatile Thread thread;
    private volatile boolean isInterrupted;

    Interrupt() {
      super(FOR_EVER);
      request(1);
      request(2);
      request(3);
      Part last = threads.remove(2);
      threads.add(
          () -> {
            thread = Thread.currentThread();
            last.run();
            boolean wasBefore = isInterrupted;
            require(!wasBefore || thread.isInterrupted(), "the interrupt is lost");
          });
      threads.add(
          () -> {
            Thread known = thread;
            if (known != null) {
              known.interrupt();
              isInterrupted = true;
            }
          });
    }
  }
}
