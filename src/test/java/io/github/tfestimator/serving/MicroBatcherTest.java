package io.github.tfestimator.serving;

import static io.github.tfestimator.serving.HeldModel.BROKEN;
import static io.github.tfestimator.serving.HeldModel.FATAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Groups of numbers, by a model that the test holds, so that it decides who comes when. */
@Timeout(60)
class MicroBatcherTest {
  /** So long that no test ends which waits for it. */
  private static final Duration FOR_EVER = Duration.ofDays(1);

  private static final int MAX_BATCH = 4;

  private final HeldModel model = new HeldModel();
  private final List<List<Duration>> waits = new CopyOnWriteArrayList<>();

  @Test
  void aLoneRequestRunsAtOnceInItsThread() throws Exception {
    var batcher = batcher(MAX_BATCH, FOR_EVER, 1);
    for (int number = 1; number <= 3; number++) {
      ThreadedRequest lone = start(batcher, number);
      HeldModel.Call call = model.pass();
      assertThat(call.numbers()).containsExactly(number);
      assertThat(call.thread()).isSameAs(lone.thread);
      assertThat(lone.answer()).isEqualTo(number);
    }
  }

  @Test
  void requestsThatComeMeanwhileGoTogether() throws Exception {
    var batcher = batcher(MAX_BATCH, FOR_EVER, 1);
    ThreadedRequest first = start(batcher, 1);
    HeldModel.Call call = model.next();
    List<ThreadedRequest> waiting = startWaiting(batcher, 2, 3, 4);
    call.end();
    HeldModel.Call group = model.next();
    assertThat(first.answer()).as("before the next group ends").isEqualTo(1);
    assertThat(group.numbers()).containsExactly(2, 3, 4);
    assertThat(group.thread()).isSameAs(waiting.get(0).thread);
    group.end();
    for (ThreadedRequest other : waiting) {
      assertThat(other.answer()).isEqualTo(other.number);
    }
    assertThat(model.isIdle()).isTrue();
  }

  @Test
  void asManyRunAloneAsThereAreCores() throws Exception {
    var batcher = batcher(MAX_BATCH, FOR_EVER, 2);
    start(batcher, 1);
    HeldModel.Call first = model.next();
    start(batcher, 2);
    HeldModel.Call second = model.next();
    startWaiting(batcher, 3, 4);
    assertThat(model.isIdle()).isTrue();
    second.end();
    assertThat(model.next().numbers()).as("one for each core").containsExactly(3);
    assertThat(model.isIdle()).isTrue();
    first.end();
    assertThat(model.next().numbers()).containsExactly(4);
  }

  @Test
  void moreThanCoresGoTogetherAndTakeAllCores() throws Exception {
    var batcher = batcher(MAX_BATCH, FOR_EVER, 2);
    ThreadedRequest lone = start(batcher, 1);
    HeldModel.Call first = model.next();
    start(batcher, 2);
    HeldModel.Call second = model.next();
    startWaiting(batcher, 3, 4, 5);
    second.end();
    HeldModel.Call group = model.next();
    assertThat(group.numbers()).as("while another runs").containsExactly(3, 4, 5);
    startWaiting(batcher, 6, 7);
    first.end();
    assertThat(lone.answer()).isEqualTo(1);
    Thread.sleep(200); // for one that went wrongly to come
    assertThat(model.isIdle()).isTrue();
    group.end();
    assertThat(List.of(model.next().numbers(), model.next().numbers()))
        .containsExactlyInAnyOrder(List.of(6), List.of(7));
  }

  @Test
  void theOldestGoFirstUpToTheMaximum() throws Exception {
    var batcher = batcher(2, FOR_EVER, 1);
    start(batcher, 1);
    HeldModel.Call first = model.next();
    startWaiting(batcher, 2, 3, 4, 5, 6);
    first.end();
    assertThat(model.pass().numbers()).containsExactly(2, 3);
    assertThat(model.pass().numbers()).containsExactly(4, 5);
    assertThat(model.pass().numbers()).containsExactly(6);
  }

  @Test
  void theQueueIsCountedAndItsWaitsAreTold() throws Exception {
    long before = System.nanoTime();
    var batcher = batcher(MAX_BATCH, FOR_EVER, 1);
    ThreadedRequest first = start(batcher, 1);
    HeldModel.Call call = model.next();
    assertThat(batcher.queueLength()).isZero();
    List<ThreadedRequest> waiting = startWaiting(batcher, 2, 3);
    assertThat(batcher.queueLength()).isEqualTo(2);
    long began = System.nanoTime();
    Thread.sleep(20);
    Duration slept = Duration.ofNanos(System.nanoTime() - began);
    call.end();
    HeldModel.Call group = model.next();
    assertThat(batcher.queueLength()).isZero();
    assertThat(waits).hasSize(2);
    assertThat(waits.get(0)).hasSize(1);
    assertThat(waits.get(1)).hasSize(2).allMatch(wait -> wait.compareTo(slept) >= 0);
    Duration passed = Duration.ofNanos(System.nanoTime() - before);
    assertThat(waits.get(1)).allMatch(wait -> wait.compareTo(passed) <= 0);
    group.end();
    assertThat(first.answer()).isEqualTo(1);
    assertThat(waiting.get(1).answer()).isEqualTo(3);
  }

  @Test
  void onlyRequestsOfAKindGoTogether() throws Exception {
    var batcher =
        new MicroBatcher<Integer, Long>(
            MAX_BATCH, FOR_EVER, 1, n -> n % 2, model::apply, waits::add);
    ThreadedRequest first = start(batcher, 2);
    HeldModel.Call call = model.next();
    startWaiting(batcher, 4, 6, 5, 8, 7, 10, 12);
    call.end();
    HeldModel.Call even = model.next();
    assertThat(even.numbers()).containsExactly(4, 6, 8, 10);
    assertThat(first.answer()).isEqualTo(2);
    // What came before the rest of the first kind goes before it.
    even.end();
    assertThat(model.pass().numbers()).containsExactly(5, 7);
    assertThat(model.pass().numbers()).containsExactly(12);
  }

  @Test
  void groupsOfOneHaveNoLimit() throws Exception {
    var batcher = batcher(1, FOR_EVER, 1);
    List<ThreadedRequest> requests = new ArrayList<>();
    List<HeldModel.Call> calls = new ArrayList<>();
    for (int number = 1; number <= 5; number++) {
      requests.add(start(batcher, number));
      calls.add(model.next());
    }
    calls.forEach(HeldModel.Call::end);
    for (ThreadedRequest request : requests) {
      assertThat(request.answer()).isEqualTo(request.number);
    }
  }

  @Test
  void aBrokenRequestFailsAlone() throws Exception {
    var batcher = batcher(MAX_BATCH, FOR_EVER, 1);
    start(batcher, 1);
    HeldModel.Call first = model.next();
    List<ThreadedRequest> group = startWaiting(batcher, 2, BROKEN, 3);
    first.end();
    assertThat(model.pass().numbers()).containsExactly(2, BROKEN, 3);
    for (int i = 0; i < 3; i++) {
      assertThat(model.pass().numbers()).hasSize(1);
    }
    assertThat(group.get(0).answer()).isEqualTo(2);
    assertThatThrownBy(group.get(1)::answer).hasCauseInstanceOf(SavedModelException.class);
    assertThat(group.get(2).answer()).isEqualTo(3);
  }

  @Test
  void aRequestThatFailsAloneIsNotTriedAgain() throws Exception {
    var batcher = batcher(MAX_BATCH, FOR_EVER, 1);
    ThreadedRequest broken = start(batcher, BROKEN);
    model.pass();
    assertThatThrownBy(broken::answer).hasCauseInstanceOf(SavedModelException.class);
    ThreadedRequest next = start(batcher, 2);
    assertThat(model.pass().numbers()).as("the core is free again").containsExactly(2);
    assertThat(next.answer()).isEqualTo(2);
  }

  @Test
  void noRequestHangsWhenItsGroupMeetsAnError() throws Exception {
    var batcher = batcher(MAX_BATCH, FOR_EVER, 1);
    start(batcher, 1);
    HeldModel.Call first = model.next();
    List<ThreadedRequest> group = startWaiting(batcher, 2, FATAL, 3);
    first.end();
    model.pass();
    assertThatThrownBy(group.get(0)::answer).hasCauseInstanceOf(StackOverflowError.class);
    model.pass();
    model.pass();
    assertThat(group.get(1).answer()).isEqualTo(FATAL);
    assertThat(group.get(2).answer()).isEqualTo(3);
    start(batcher, 4);
    assertThat(model.pass().numbers()).as("the core is free again").containsExactly(4);
  }

  @Test
  void afterTheDelayAGroupGoesThoughAllAreBusy() throws Exception {
    var batcher = batcher(MAX_BATCH, Duration.ofMillis(200), 1);
    start(batcher, 1);
    HeldModel.Call stuck = model.next();
    List<ThreadedRequest> waiting = new ArrayList<>(List.of(start(batcher, 2), start(batcher, 3)));
    HeldModel.Call group = model.next();
    assertThat(group.numbers()).contains(group.thread() == waiting.get(0).thread ? 2 : 3);
    group.end();
    if (group.numbers().size() == 1) {
      model.pass(); // The other came more than the delay later.
    }
    for (ThreadedRequest other : waiting) {
      assertThat(other.answer()).isEqualTo(other.number);
    }
    // The group that was one too many leaves no free core behind.
    waiting.add(start(batcher, 4));
    awaitWaiting(batcher, waiting.get(2));
    stuck.end();
    assertThat(model.pass().numbers()).containsExactly(4);
  }

  @Test
  void anInterruptEndsTheWaitAndLosesNoAnswer() throws Exception {
    var batcher = batcher(MAX_BATCH, FOR_EVER, 1);
    start(batcher, 1);
    HeldModel.Call stuck = model.next();
    List<ThreadedRequest> group = startWaiting(batcher, 2, 3, 4);
    group.get(1).thread.interrupt();
    HeldModel.Call call = model.next();
    assertThat(call.numbers()).containsExactly(3, 2, 4);
    assertThat(call.thread()).isSameAs(group.get(1).thread);
    // One that follows is interrupted while its group runs.
    group.get(2).thread.interrupt();
    awaitFollowing(batcher, group.get(2));
    call.end();
    for (ThreadedRequest request : group) {
      assertThat(request.answer()).isEqualTo(request.number);
      assertThat(request.endedInterrupted).isEqualTo(request.number != 2);
    }
    stuck.end();
  }

  @Test
  void theEndLetsWaitingRequestsGo() throws Exception {
    var batcher = batcher(2, FOR_EVER, 1);
    start(batcher, 1);
    HeldModel.Call stuck = model.next();
    List<ThreadedRequest> requests = startWaiting(batcher, 2, 3, 4);
    batcher.stopWaiting();
    List<HeldModel.Call> calls = List.of(model.next(), model.next(), model.next());
    assertThat(calls)
        .extracting(HeldModel.Call::numbers)
        .containsExactlyInAnyOrder(List.of(2), List.of(3), List.of(4));
    ThreadedRequest late = start(batcher, 5);
    assertThat(model.pass().numbers()).containsExactly(5);
    assertThat(late.answer()).isEqualTo(5);
    calls.forEach(HeldModel.Call::end);
    for (ThreadedRequest request : requests) {
      assertThat(request.answer()).isEqualTo(request.number);
    }
    stuck.end();
  }

  private MicroBatcher<Integer, Long> batcher(int maxBatch, Duration maxDelay, int runners) {
    Function<Integer, Boolean> sameKind = number -> true;
    return new MicroBatcher<>(maxBatch, maxDelay, runners, sameKind, model::apply, waits::add);
  }

  private static ThreadedRequest start(MicroBatcher<Integer, Long> batcher, int number) {
    var request = new ThreadedRequest(batcher, number);
    request.thread.start();
    return request;
  }

  /** Starts requests, one after the other, that find all cores busy. */
  private static List<ThreadedRequest> startWaiting(
      MicroBatcher<Integer, Long> batcher, int... numbers) throws InterruptedException {
    List<ThreadedRequest> requests = new ArrayList<>();
    for (int number : numbers) {
      ThreadedRequest request = start(batcher, number);
      awaitWaiting(batcher, request);
      requests.add(request);
    }
    return requests;
  }

  /** Waits until a request waits for its group's end, no more for its turn. */
  private static void awaitFollowing(MicroBatcher<Integer, Long> batcher, ThreadedRequest request)
      throws InterruptedException {
    Object blocker = LockSupport.getBlocker(request.thread);
    while (blocker == null || blocker == batcher) {
      Thread.sleep(1);
      blocker = LockSupport.getBlocker(request.thread);
    }
  }

  private static void awaitWaiting(MicroBatcher<Integer, Long> batcher, ThreadedRequest request)
      throws InterruptedException {
    while (LockSupport.getBlocker(request.thread) != batcher) {
      Thread.sleep(1);
    }
  }
}
