package io.github.tfestimator.serving;

import io.github.tfestimator.savedmodel.SavedModelException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A model of numbers that answers each number with itself, once the test lets it. A group with
 * {@link #BROKEN} fails, and one of several with {@link #FATAL} meets an error of the JVM.
 */
final class HeldModel {
  static final int BROKEN = -1;
  static final int FATAL = -2;

  private final BlockingQueue<Call> calls = new LinkedBlockingQueue<>();

  List<Long> apply(List<Integer> numbers) {
    var call = new Call(numbers, Thread.currentThread(), new CountDownLatch(1));
    calls.add(call);
    call.await();
    if (numbers.contains(BROKEN)) {
      throw new SavedModelException("broken");
    }
    if (numbers.contains(FATAL) && numbers.size() > 1) {
      throw new StackOverflowError("made up");
    }
    return numbers.stream().map(Integer::longValue).toList();
  }

  /** Returns the next call of the model, which is still held. */
  Call next() throws InterruptedException {
    Call call = calls.poll(30, TimeUnit.SECONDS);
    if (call == null) {
      throw new AssertionError("no group runs");
    }
    return call;
  }

  /** Returns the next call of the model, and lets it go. */
  Call pass() throws InterruptedException {
    Call call = next();
    call.end();
    return call;
  }

  boolean isIdle() {
    return calls.isEmpty();
  }

  /** A call of the model. */
  record Call(List<Integer> numbers, Thread thread, CountDownLatch over) {
    void end() {
      over.countDown();
    }

    private void await() {
      boolean interrupted = false;
      while (true) {
        try {
          over.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
