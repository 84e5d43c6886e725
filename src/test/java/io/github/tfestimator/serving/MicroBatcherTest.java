package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups of numbers, by a model that answers each number with itself. */
@Timeout(60)
class MicroBatcherTest {
  /** So long that no test ends which waits for it. */
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private static final int BROKEN = -1;

  private final List<Integer> batchSizes = new CopyOnWriteArrayList<>();

  @Test
  void aFullGroupGoesAtOnceAndEachGetsItsAnswer() throws Exception {
    var batcher = new MicroBatcher<>(4, FOR_EVER, this::echo);
    List<Request> requests = start(batcher, 1, 2, 3, 4, 5, 6, 7, 8);
    for (Request request : requests) {
      assertThat(request.answer()).isEqualTo(request.number);
    }
    assertThat(batchSizes).containsExactly(4, 4);
  }

  @Test
  void aGroupThatIsNotFullGoesAfterTheDelay() {
    var batcher = new MicroBatcher<>(100, Duration.ofMillis(1), this::echo);
    assertThat(batcher.run(7)).isEqualTo(7);
    assertThat(batchSizes).containsExactly(1);
  }

  @Test
  void groupsOfOneNeverWait() {
    var batcher = new MicroBatcher<>(1, FOR_EVER, this::echo);
    assertThat(batcher.run(7)).isEqualTo(7);
    assertThat(batcher.run(8)).isEqualTo(8);
    assertThat(batchSizes).containsExactly(1, 1);
  }

  @Test
  void aBrokenRequestFailsAlone() throws Exception {
    var batcher = new MicroBatcher<>(4, FOR_EVER, this::echo);
    for (Request request : start(batcher, 1, BROKEN, 3, 4)) {
      if (request.number == BROKEN) {
        assertThatThrownBy(request::answer).hasCauseInstanceOf(SavedModelException.class);
      } else {
        assertThat(request.answer()).isEqualTo(request.number);
      }
    }
    assertThat(batchSizes).containsExactlyInAnyOrder(4, 1, 1, 1, 1);
  }

  @Test
  void aRequestThatFailsAloneIsNotTriedAgain() {
    var batcher = new MicroBatcher<>(1, FOR_EVER, this::echo);
    assertThatThrownBy(() -> batcher.run(BROKEN)).isInstanceOf(SavedModelException.class);
    assertThat(batchSizes).containsExactly(1);
  }

  @Test
  void noRequestHangsWhenItsGroupMeetsAnError() throws Exception {
    var batcher =
        new MicroBatcher<Integer, Long>(
            2,
            FOR_EVER,
            numbers -> {
              if (numbers.size() > 1) {
                throw new StackOverflowError("made up");
              }
              return echo(numbers);
            });
    List<Object> outcomes = new ArrayList<>();
    for (Request request : start(batcher, 1, 2)) {
      try {
        outcomes.add(request.answer());
      } catch (ExecutionException e) {
        outcomes.add(e.getCause().getMessage());
      }
    }
    assertThat(outcomes).containsAnyOf(1L, 2L).contains("made up");
  }

  @Test
  void theEndLetsWaitingRequestsGo() throws Exception {
    var batcher = new MicroBatcher<>(3, FOR_EVER, this::echo);
    List<Request> requests = start(batcher, 1, 2);
    awaitWaiting(requests);
    batcher.stopWaiting();
    assertThat(requests.get(0).answer()).isEqualTo(1);
    assertThat(requests.get(1).answer()).isEqualTo(2);
    assertThat(batchSizes).containsExactly(2);
    assertThat(batcher.run(3)).isEqualTo(3);
  }

  @Test
  void anInterruptOfAnyMemberEndsTheWaitAndLosesNoAnswer() throws Exception {
    for (int interrupted = 0; interrupted < 2; interrupted++) {
      var batcher = new MicroBatcher<>(3, FOR_EVER, this::echo);
      // The first leads the group and the second follows.
      List<Request> requests = new ArrayList<>(start(batcher, 1));
      awaitWaiting(requests);
      requests.addAll(start(batcher, 2));
      awaitWaiting(requests);
      requests.get(interrupted).interrupt();
      assertThat(requests.get(0).answer()).isEqualTo(1);
      assertThat(requests.get(1).answer()).isEqualTo(2);
      assertThat(requests.get(interrupted).endedInterrupted).isTrue();
      assertThat(requests.get(1 - interrupted).endedInterrupted).isFalse();
    }
    assertThat(batchSizes).containsExactly(2, 2);
  }

  private List<Long> echo(List<Integer> numbers) {
    batchSizes.add(numbers.size());
    if (numbers.contains(BROKEN)) {
      throw new SavedModelException("broken");
    }
    return numbers.stream().map(Integer::longValue).toList();
  }

  private static List<Request> start(MicroBatcher<Integer, Long> batcher, int... numbers) {
    List<Request> requests = new ArrayList<>();
    for (int number : numbers) {
      requests.add(new Request(batcher, number));
    }
    requests.forEach(request -> request.thread.start());
    return requests;
  }

  private static void awaitWaiting(List<Request> requests) throws InterruptedException {
    for (Request request : requests) {
      while (request.thread.getState() != Thread.State.WAITING
          && request.thread.getState() != Thread.State.TIMED_WAITING) {
        Thread.sleep(1);
      }
    }
  }

  /** A request in a thread of its own. */
  private static final class Request {
    final int number;
    final FutureTask<Long> task;
    final Thread thread;
    volatile boolean endedInterrupted;

    Request(MicroBatcher<Integer, Long> batcher, int number) {
      this.number = number;
      task =
          new FutureTask<>(
              () -> {
                long answer = batcher.run(number);
                endedInterrupted = Thread.currentThread().isInterrupted();
                return answer;
              });
      thread = new Thread(task);
      thread.setDaemon(true);
    }

    void interrupt() {
      thread.interrupt();
    }

    long answer() throws ExecutionException, InterruptedException {
      return task.get();
    }
  }
}
