package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArrays;

/** Shards of seven batches of one example, 0 to 6. */
class ShardInputTest {
  private static final InputFn ALL =
      ArrayInput.of(Map.of("x", IntStream.range(0, 7).toArray())).batches(1);

  private static List<Integer> values(InputFn input, long from) {
    List<Integer> values = new ArrayList<>();
    try (BatchIterator batches = input.from(from)) {
      batches.forEachRemaining(
          batch -> values.add(((IntNdArray) batch.features().get("x")).getInt(0)));
    }
    return values;
  }

  @Test
  void takesEachThirdBatch() {
    assertThat(values(ALL.shard(3, 0), 0)).containsExactly(0, 3, 6);
    assertThat(values(ALL.shard(3, 1), 0)).containsExactly(1, 4);
    assertThat(values(ALL.shard(3, 2), 0)).containsExactly(2, 5);
  }

  @Test
  void opensAtAnyBatchOfTheShard() {
    assertThat(values(ALL.shard(3, 1), 1)).containsExactly(4);
    assertThat(values(ALL.shard(3, 1), 2)).isEmpty();
  }

  @Test
  void keepsChecksAndPreparation() {
    assertThat(values(ALL.checkingFinite().prefetch(2).shard(2, 1), 1)).containsExactly(3, 5);
  }

  @Test
  void nextNeedsNoQuestionBefore() {
    BatchIterator batches = ALL.shard(3, 0).from(0);
    for (int expected : new int[] {0, 3, 6}) {
      assertThat(batches.next().features().get("x")).isEqualTo(NdArrays.vectorOf(expected));
    }
    assertThat(batches.hasNext()).isFalse();
    assertThatThrownBy(batches::next).isInstanceOf(NoSuchElementException.class);
  }

  @Test
  void closesItsSource() {
    var source = new ClosableInput(ALL);
    source.shard(2, 0).from(0).close();
    assertThat(source.closed()).hasValue(1);
  }

  @Test
  void refusesAShardThatIsNone() {
    assertThatThrownBy(() -> ALL.shard(2, 2)).hasMessage("index (2) must be 0 to count (2) - 1");
    assertThatThrownBy(() -> ALL.shard(2, -1)).hasMessage("index (-1) must be 0 to count (2) - 1");
    assertThatThrownBy(() -> ALL.shard(0, 0)).hasMessage("index (0) must be 0 to count (0) - 1");
  }
}
