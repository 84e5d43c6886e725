package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.atomic.AtomicInteger;
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

  /** An endless input that counts its batches, and fails after some. */
  private static InputFn counting(AtomicInteger read, int good) {
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
        BatchIterator source = INPUT.from(batch);
        return new BatchIterator() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Batch next() {
            if (read.incrementAndGet() > good) {
              throw new DataException("broken");
            }
            return source.next();
          }
        };
      }
    };
  }
}
