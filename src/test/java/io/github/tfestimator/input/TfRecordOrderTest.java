package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The order of 500 numbered examples in files, some of them empty. */
class TfRecordOrderTest {
  private static final int SIZE = 500;
  private static final List<Integer> ALL = IntStream.range(0, SIZE).boxed().toList();

  @TempDir private Path folder;
  private TfRecordInput input;

  @BeforeEach
  void writeFiles() throws IOException {
    input = open().withShuffleWindow(150);
  }

  private TfRecordInput open() throws IOException {
    List<Path> files =
        List.of(
            ExampleFiles.numbered(folder.resolve("a"), 0, 64),
            ExampleFiles.numbered(folder.resolve("b"), 64, 64),
            folder.resolve("b"),
            ExampleFiles.numbered(folder.resolve("c"), 64, 65),
            ExampleFiles.numbered(folder.resolve("d"), 65, SIZE));
    return TfRecordInput.of(files, Map.of("number", TensorSpec.int32()));
  }

  @Test
  void batchesGoThroughTheFilesOnceInOrder() {
    InputFn batches = input.batches(60);
    assertThat(input.size()).isEqualTo(SIZE);
    assertThat(batches.repeats()).isFalse();
    assertThat(joined(read(batches, 0, 99))).isEqualTo(ALL);
    assertThat(read(batches, 8, 99)).containsExactly(ALL.subList(480, 500));
    assertThat(batches.from(9).hasNext()).isFalse();
    assertThat(batches.from(Long.MAX_VALUE).hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> batches.from(9).next());
  }

  @Test
  void eachEpochHasAllExamplesInAnotherOrder() {
    List<List<Integer>> batches = read(input.shuffledBatches(60, 7), 0, 50);
    assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSize(60));
    List<Integer> joined = joined(batches);
    List<List<Integer>> epochs =
        IntStream.range(0, 6).mapToObj(i -> joined.subList(SIZE * i, SIZE * i + SIZE)).toList();
    assertThat(epochs)
        .doesNotHaveDuplicates()
        .allSatisfy(epoch -> assertThat(epoch).containsExactlyInAnyOrderElementsOf(ALL));
  }

  @Test
  void everyBatchIsTheSameWhereverItIsOpened() throws IOException {
    InputFn shuffled = input.shuffledBatches(60, 7);
    List<List<Integer>> fromTheStart = read(shuffled, 0, 40);
    InputFn another = open().withShuffleWindow(150).shuffledBatches(60, 7);
    for (int i = 0; i < 40; i++) {
      assertThat(read(another, i, 40 - i)).isEqualTo(fromTheStart.subList(i, 40));
    }
    InputFn once = input.batches(60);
    for (int i = 0; i < 9; i++) {
      assertThat(read(once, i, 99)).isEqualTo(read(once, 0, 99).subList(i, 9));
    }
    assertThat(read(shuffled, 1_000_000_000_000L, 2).get(1))
        .isEqualTo(read(shuffled, 1_000_000_000_001L, 1).get(0));
  }

  @Test
  void iteratorsDontDisturbEachOther() {
    InputFn shuffled = input.shuffledBatches(60, 7);
    var one = shuffled.from(0);
    var other = shuffled.from(3);
    List<List<Integer>> alone = read(shuffled, 0, 20);
    for (int i = 0; i < 17; i++) {
      assertThat(ExampleFiles.numbers(one.next())).isEqualTo(alone.get(i));
      assertThat(ExampleFiles.numbers(other.next())).isEqualTo(alone.get(i + 3));
    }
  }

  @Test
  void seedAndWindowDecideTheOrder() {
    List<List<Integer>> orders = new ArrayList<>();
    for (int seed = 0; seed < 50; seed++) {
      orders.add(read(input.shuffledBatches(60, seed), 0, 1).get(0));
    }
    orders.add(read(input.withShuffleWindow(64).shuffledBatches(60, 0), 0, 1).get(0));
    assertThat(orders).doesNotHaveDuplicates();
  }

  @Test
  void windowsEpochsAndChunksHaveOrdersOfTheirOwn() {
    var order = new TfRecordOrder(OptionalLong.of(7), 3);
    assertThat(
            Stream.of(
                    order.records(64, 0, 0),
                    order.records(64, 0, 1),
                    order.records(64, 1, 0),
                    order.chunks(64, 0),
                    order.chunks(64, 1))
                .map(Arrays::toString))
        .doesNotHaveDuplicates();
  }

  /** Of 9 chunks, 3 of them in the window at a time. */
  @Test
  void aBatchIsDrawnFromAllOverTheFiles() {
    List<List<Integer>> batches = read(input.shuffledBatches(50, 7), 0, 1000);
    int[] firstBatch = new int[SIZE];
    for (int epoch = 0; epoch < 100; epoch++) {
      List<Integer> first = batches.get(10 * epoch);
      first.forEach(number -> firstBatch[number]++);
      assertThat(new HashSet<>(first.stream().map(number -> number / 100).toList()).size())
          .isGreaterThan(1);
    }
    // Binomial of 100 draws at 1/10, its deviation 3: chunks of 64 stay together, which adds some.
    assertThat(IntStream.of(firstBatch).max().getAsInt()).isLessThan(35);
    double[] quarters = new double[4];
    IntStream.range(0, SIZE).forEach(i -> quarters[i / 125] += firstBatch[i] / 50.0);
    for (double quarter : quarters) {
      assertThat(quarter).isBetween(17.0, 33.0);
    }
  }

  /** Examples and places by tens: each ten equally often at each ten places, by chi-squared. */
  @Test
  void aWindowAsLargeAsTheFilesMakesAllOrdersLikely() throws IOException {
    Path file = ExampleFiles.numbered(folder.resolve("e"), 0, 100);
    InputFn shuffled =
        TfRecordInput.of(List.of(file), Map.of("number", TensorSpec.int32()))
            .shuffledBatches(100, 3);
    int epochs = 2000;
    int[][] counts = new int[10][10];
    for (List<Integer> epoch : read(shuffled, 0, epochs)) {
      for (int place = 0; place < 100; place++) {
        counts[place / 10][epoch.get(place) / 10]++;
      }
    }
    double chiSquared = 0;
    for (int[] row : counts) {
      for (int count : row) {
        chiSquared += Math.pow(count - epochs, 2) / epochs;
      }
    }
    // 81 degrees of freedom; 1 in 10,000 is above 135.
    assertThat(chiSquared).isBetween(35.0, 135.0);
  }

  @Test
  void finiteEpochsEndShort() {
    InputFn finite = input.shuffledBatches(60, 7, 3);
    List<List<Integer>> batches = read(finite, 0, 99);
    assertThat(finite.repeats()).isFalse();
    assertThat(batches).isEqualTo(read(input.shuffledBatches(60, 7), 0, 25));
    assertThat(joined(read(input.shuffledBatches(500, 7, 3), 0, 99))).hasSize(1500);
    assertThat(read(input.shuffledBatches(499, 7, 3), 0, 99).get(3)).hasSize(3);
  }

  @Test
  void epochsInOrderFollowEachOther() {
    InputFn twice = input.batches(300, 2);
    assertThat(twice.repeats()).isFalse();
    List<List<Integer>> batches = read(twice, 0, 99);
    assertThat(batches).hasSize(4);
    assertThat(joined(batches)).isEqualTo(Stream.of(ALL, ALL).flatMap(List::stream).toList());
    assertThat(read(twice, 2, 99)).isEqualTo(batches.subList(2, 4));
    assertThat(read(input.batches(900), 0, 99)).containsExactly(ALL);
    assertThat(joined(read(input.shuffledBatches(900, 7, 1), 0, 99)))
        .isEqualTo(joined(read(input.shuffledBatches(100, 7, 1), 0, 99)));
  }

  @Test
  void argumentsOutOfRangeAreRefused() {
    for (int size : new int[] {-1, 0, 501}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> input.shuffledBatches(size, 7))
          .withMessage(
              "batchSize ("
                  + size
                  + ") must be 1 to 500, the number of examples: take a smaller one, or more examples");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.batches(0))
        .withMessage("batchSize (0) must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.shuffledBatches(1, 1, 0))
        .withMessage("epochs (0) must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.withShuffleWindow(0))
        .withMessage("records (0) must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.batches(1).from(-1))
        .withMessage("batch (-1) must be 0 or more");
  }

  private static List<Integer> joined(List<List<Integer>> batches) {
    return batches.stream().flatMap(List::stream).toList();
  }

  private static List<List<Integer>> read(InputFn input, long from, int most) {
    List<List<Integer>> batches = new ArrayList<>();
    try (var iterator = input.from(from)) {
      while (batches.size() < most && iterator.hasNext()) {
        batches.add(ExampleFiles.numbers(iterator.next()));
      }
    }
    return batches;
  }
}
