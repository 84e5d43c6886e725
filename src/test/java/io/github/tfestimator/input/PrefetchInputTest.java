package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.NoSuchElementException;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PrefetchInputTest {
  private static final InputFn INPUT =
      ArrayInput.of(Map.of("x", new float[] {0, 1, 2, 3, 4, 5, 6})).shuffledBatches(3, 5);

  @Test
  void givesTheSameBatchesFromAnywhere() {
    try (BatchIterator expected = INPUT.from(4);
        BatchIterator ahead = INPUT.prefetch(2).from(4)) {
      for (int i = 0; i < 9; i++) {
        assertThat(ahead.hasNext()).isTrue();
        assertThat(ahead.next()).isEqualTo(expected.next());
      }
    }
  }

  @Test
  void ends() {
    InputFn finite = ArrayInput.of(Map.of("x", new float[] {0, 1, 2})).batches(2);
    try (BatchIterator ahead = finite.prefetch(3).from(0)) {
      assertThat(ahead.next().size()).isEqualTo(2);
      assertThat(ahead.next().size()).isEqualTo(1);
      assertThat(ahead.hasNext()).isFalse();
      assertThat(ahead.hasNext()).isFalse();
      assertThatThrownBy(ahead::next).isInstanceOf(NoSuchElementException.class);
    }
  }

  @Test
  void readsNoFurtherAheadThanAsked() throws InterruptedException {
    var read = new AtomicInteger();
    try (BatchIterator ahead = counting(read, Integer.MAX_VALUE).prefetch(2).from(0)) {
      ahead.next();
      Thread.sleep(100);
      assertThat(read.get()).isLessThanOrEqualTo(4);
    }
  }

  @Test
  void throwsAnErrorInItsPlace() {
    try (BatchIterator ahead = counting(new AtomicInteger(), 2).prefetch(5).from(0)) {
      ahead.next();
      ahead.next();
      assertThatThrownBy(ahead::next).isInstanceOf(DataException.class).hasMessage("broken");
    }
  }

  @Test
  void throwsAnErrorOfTheJvmUnchanged() {
    var broken = new StackOverflowError();
    try (BatchIterator ahead = batches(() -> fail(broken)).prefetch(1).from(0)) {
      assertThatThrownBy(ahead::hasNext).isSameAs(broken);
    }
  }

  private static Batch fail(Error error) {
    throw error;
  }

  @Test
  void closesItsSource() {
    var source = new ClosableInput(INPUT);
    try (BatchIterator ahead = source.prefetch(1).from(0)) {
      ahead.next();
      assertThat(source.closed()).hasValue(0);
    }
    assertThat(source.closed()).hasValue(1);
  }

  @Test
  void isWhatItsInputIs() {
    InputFn finite = ArrayInput.of(Map.of("x", new float[1]), new int[1]).batches(1);
    assertThat(INPUT.prefetch(1).repeats()).isTrue();
    assertThat(finite.prefetch(1).repeats()).isFalse();
    assertThat(finite.prefetch(1).features()).isEqualTo(finite.features());
    assertThat(finite.prefetch(1).labels()).isEqualTo(finite.labels());
  }

  @Test
  void anInterruptEndsTheWaiting() {
    try (BatchIterator ahead = INPUT.prefetch(1).from(0)) {
      Thread.currentThread().interrupt();
      assertThatThrownBy(ahead::hasNext)
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("interrupted while waiting for a batch");
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  /** The source takes no notice of interrupts: to close it in the midst would be wrong. */
  @Test
  void closingWaitsForTheSourceThoughInterrupted() throws InterruptedException {
    var entered = new CountDownLatch(1);
    var left = new AtomicInteger();
    BatchIterator ahead = batches(() -> busy(entered, left)).prefetch(1).from(0);
    entered.await();
    Thread.currentThread().interrupt();
    ahead.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(left).hasValue(1);
  }

  private static Batch busy(CountDownLatch entered, AtomicInteger left) {
    entered.countDown();
    long end = System.nanoTime() + 100_000_000;
    while (System.nanoTime() < end) {
      Thread.onSpinWait();
    }
    left.incrementAndGet();
    return INPUT.from(0).next();
  }

  @Test
  void refusesNoBatches() {
    assertThatThrownBy(() -> INPUT.prefetch(0)).hasMessage("batches (0) must be 1 or more");
  }

  /** An endless input that counts its batches, and fails after some. */
  private static InputFn counting(AtomicInteger read, int good) {
    BatchIterator source = INPUT.from(0);
    return batches(
        () -> {
          if (read.incrementAndGet() > good) {
            throw new DataException("broken");
          }
          return source.next();
        });
  }

  /** An endless input. */
  private static InputFn batches(Supplier<Batch> next) {
    return new InputFn() {
      @Override
      public SortedMap<String, TensorSpec> features() {
        return INPUT.features();
      }

      @Override
      public SortedMap<String, TensorSpec> labels() {
        return INPUT.labels();
      }

      @Override
      public boolean repeats() {
        return true;
      }

      @Override
      public BatchIterator from(long batch) {
        return new BatchIterator() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Batch next() {
            return next.get();
          }
        };
      }
    };
  }
}
