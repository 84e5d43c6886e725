package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** The smallest and largest arguments that inputs take, and what their defaults do. */
class InputBoundsTest {
  private static final ArrayInput FIVE = ArrayInput.of(Map.of("x", new int[] {0, 1, 2, 3, 4}));

  @Test
  void endlessBatchesAreOneToAllExamples() {
    assertThat(sizes(FIVE.shuffledBatches(1, 7), 2)).containsExactly(1, 1);
    assertThat(sizes(FIVE.shuffledBatches(5, 7), 2)).containsExactly(5, 5);
    assertThatIllegalArgumentException().isThrownBy(() -> FIVE.shuffledBatches(6, 7));
  }

  private static List<Integer> sizes(InputFn input, int batches) {
    BatchIterator iterator = input.from(0);
    return IntStream.range(0, batches).mapToObj(i -> iterator.next().size()).toList();
  }

  @Test
  void eachEpochHasEachExampleOnce() {
    BatchIterator epochs = FIVE.shuffledBatches(5, 7).from(0);
    for (int epoch = 0; epoch < 4; epoch++) {
      var x = (int[]) JavaArrays.flatten(epochs.next().features().get("x"));
      assertThat(x).containsExactlyInAnyOrder(0, 1, 2, 3, 4);
    }
  }

  @Test
  void oneShardIsAll() {
    InputFn batches = FIVE.batches(2);
    assertThat(sizes(batches.shard(1, 0), 3)).isEqualTo(sizes(batches, 3));
  }

  @Test
  void batchesArePassedOverByReadingThem() {
    List<Batch> all = new ArrayList<>();
    FIVE.batches(1).from(0).forEachRemaining(all::add);
    var iterator = all.iterator();
    BatchIterator plain =
        new BatchIterator() {
          @Override
          public boolean hasNext() {
            return iterator.hasNext();
          }

          @Override
          public Batch next() {
            return iterator.next();
          }
        };
    plain.skip(2);
    assertThat(plain.next()).isSameAs(all.get(2));
    plain.skip(99);
    assertThat(plain.hasNext()).isFalse();
  }

  @Test
  void aBatchOfOneArrayOfLabels() {
    var x = NdArrays.ofInts(Shape.of(2));
    Batch batch = Batch.of(2, Map.of("x", x), x);
    assertThat(batch.labels()).containsOnlyKeys(Batch.LABELS);
    assertThatNullPointerException()
        .isThrownBy(() -> Batch.of(2, null, x))
        .withMessage("The features are null, but must be arrays by name");
    assertThatIllegalArgumentException().isThrownBy(() -> batch.requireFits(FIVE.batches(2)));
  }

  @Test
  void shuffledRecordsRepeatAndHaveAWindowOfOneOrMore(@TempDir Path folder) throws Exception {
    Path file = ExampleFiles.numbered(folder.resolve("a"), 0, 4);
    var input = TfRecordInput.of(List.of(file), Map.of("number", TensorSpec.int32()));
    assertThat(input.shuffledBatches(2, 7).repeats()).isTrue();
    assertThatNoException().isThrownBy(() -> input.withShuffleWindow(1));
    assertThatIllegalArgumentException().isThrownBy(() -> input.withShuffleWindow(0));
  }

  @Test
  void aWindowIsRoundedUpToWholeChunks(@TempDir Path folder) throws Exception {
    Path file = ExampleFiles.numbered(folder.resolve("a"), 0, 200);
    var input = TfRecordInput.of(List.of(file), Map.of("number", TensorSpec.int32()));
    Batch one = input.withShuffleWindow(1).shuffledBatches(200, 7).from(0).next();
    Batch chunk = input.withShuffleWindow(64).shuffledBatches(200, 7).from(0).next();
    Batch two = input.withShuffleWindow(65).shuffledBatches(200, 7).from(0).next();
    assertThat(chunk).isEqualTo(one).isNotEqualTo(two);
  }

  @Test
  void theOrderOfRecordsIsThatOfTheMixedSeedAndTheEpoch() {
    int[] expected = Permutations.shuffled(50, SplitMix64.mix(7) + 3, 1);
    assertThat(new TfRecordOrder(OptionalLong.of(7), 1).records(50, 3, 1)).isEqualTo(expected);
  }
}
