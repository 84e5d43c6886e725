package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import io.github.tfestimator.Rows;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;

class ExamplesTest {
  private static final long SEED = 42;
  private static final Examples TEN = numbered(10);

  @Test
  void givesScaledFeaturesUnderTheNameX() {
    Images images = Images.of(1, 2, new byte[] {0, 51, (byte) 255, 102});
    InputFn input =
        Examples.of(new LabeledImages(images, new int[] {7, 3}), MinMaxScaler.unit(2)).batches(2);
    assertThat(input.features()).hasSize(1).containsEntry("x", TensorSpec.float32(2));
    assertThat(input.labels()).hasSize(1).containsEntry(Batch.LABELS, TensorSpec.int32());
    Batch batch = input.from(0).next();
    assertThat(batch.size()).isEqualTo(2);
    assertThat(batch.features()).containsOnlyKeys("x");
    assertThat(Rows.x(batch)).containsExactly(0, 0.2f, 1, 0.4f);
    assertThat(Rows.labels(batch)).containsExactly(7, 3);
  }

  @Test
  void givesNoLabelsWhereThereAreNone() {
    InputFn input = Examples.of(Images.of(1, 1, new byte[3]), MinMaxScaler.unit(1)).batches(3);
    Batch batch = input.from(0).next();
    assertThat(batch.size()).isEqualTo(3);
    assertThat(batch.labels()).isEmpty();
    assertThat(input.labels()).isEmpty();
  }

  @Test
  void batchesGoThroughTheDataOnceInOrderAndEndShort() {
    InputFn input = TEN.batches(4);
    assertThat(input.repeats()).isFalse();
    assertThat(labels(input.from(0), 99))
        .containsExactly(List.of(0, 1, 2, 3), List.of(4, 5, 6, 7), List.of(8, 9));
    assertThat(labels(input.from(2), 99)).containsExactly(List.of(8, 9));
    assertThat(input.from(3).hasNext()).isFalse();
    assertThat(input.from(Long.MAX_VALUE).hasNext()).isFalse();
    assertThatExceptionOfType(NoSuchElementException.class).isThrownBy(() -> input.from(3).next());
  }

  @Test
  void shuffledBatchesAreFullWithEachExampleOnceAnEpoch() {
    InputFn input = TEN.shuffledBatches(4, SEED);
    assertThat(input.repeats()).isTrue();
    List<List<Integer>> batches = labels(input.from(0), 10);
    assertThat(batches).allSatisfy(batch -> assertThat(batch).hasSize(4));
    List<Integer> joined = batches.stream().flatMap(List::stream).toList();
    List<List<Integer>> epochs =
        IntStream.range(0, 4).mapToObj(i -> joined.subList(10 * i, 10 * i + 10)).toList();
    assertThat(epochs)
        .doesNotHaveDuplicates()
        .allSatisfy(
            epoch -> assertThat(epoch).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7, 8, 9));
  }

  @Test
  void aBatchIsTheSameWhereverTheSequenceIsOpened() {
    InputFn input = TEN.shuffledBatches(4, SEED);
    List<List<Integer>> fromTheStart = labels(input.from(0), 40);
    for (int i = 0; i < 40; i++) {
      assertThat(labels(input.from(i), 40 - i)).isEqualTo(fromTheStart.subList(i, 40));
    }
    assertThat(labels(numbered(10).shuffledBatches(4, SEED).from(0), 40)).isEqualTo(fromTheStart);
  }

  @Test
  void iteratorsDontDisturbEachOther() {
    InputFn input = TEN.shuffledBatches(3, SEED);
    List<List<Integer>> alone = labels(input.from(0), 20);
    Iterator<Batch> one = input.from(0);
    Iterator<Batch> other = input.from(7);
    List<List<Integer>> together = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      together.addAll(labels(one, 1));
      Batch theirs = other.next();
      ((IntNdArray) theirs.labels().get(Batch.LABELS)).setInt(-1, 0);
      ((FloatNdArray) theirs.features().get("x")).setFloat(-1, 0, 0);
    }
    assertThat(together).isEqualTo(alone);
  }

  @Test
  void seedsGiveDifferentOrders() {
    assertThat(IntStream.range(0, 100).mapToObj(seed -> labels(shuffledTen(seed).from(0), 1)))
        .doesNotHaveDuplicates();
  }

  @Test
  void opensAtADistantBatchAtOnce() {
    InputFn input = numbered(56_000).shuffledBatches(100, SEED);
    assertTimeout(Duration.ofSeconds(5), () -> input.from(1_000_000_000L).next());
    assertThat(labels(input.from(1_000_000_000L), 2).get(1))
        .isEqualTo(labels(input.from(1_000_000_001L), 1).get(0));
  }

  @Test
  void finiteShuffledBatchesAreFullButTheLast() {
    InputFn endless = TEN.shuffledBatches(4, SEED);
    InputFn finite = TEN.shuffledBatches(4, SEED, 3);
    assertThat(finite.repeats()).isFalse();
    List<List<Integer>> batches = labels(finite.from(0), 99);
    assertThat(batches).hasSize(8);
    assertThat(batches.subList(0, 7)).isEqualTo(labels(endless.from(0), 7));
    assertThat(batches.get(7)).hasSize(2);
    assertThat(labels(finite.from(6), 99)).isEqualTo(batches.subList(6, 8));
  }

  @Test
  void refusesBatchSizesThatTheDataCantFill() {
    for (int size : new int[] {-1, 0, 11}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TEN.shuffledBatches(size, SEED))
          .withMessage(
              "batchSize ("
                  + size
                  + ") must be 1 to 10, the number of examples: take a smaller one, or more examples");
    }
    String message = "batchSize (0) must be 1 or more";
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN.shuffledBatches(0, SEED, 1))
        .withMessage(message);
    assertThatIllegalArgumentException().isThrownBy(() -> TEN.batches(0)).withMessage(message);
  }

  @Test
  void refusesOtherArgumentsOutOfRange() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN.shuffledBatches(4, SEED, 0))
        .withMessage("epochs (0) must be 1 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TEN.batches(4).from(-1))
        .withMessage("batch (-1) must be 0 or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Examples.of(Images.of(1, 1, new byte[3]), MinMaxScaler.unit(2)))
        .withMessage("the scaler is for images of 2 pixels, but these have 1");
  }

  private static InputFn shuffledTen(long seed) {
    return TEN.shuffledBatches(10, seed);
  }

  /** Examples whose label is their place. */
  private static Examples numbered(int n) {
    return Examples.of(
        new LabeledImages(Images.of(1, 1, new byte[n]), IntStream.range(0, n).toArray()),
        MinMaxScaler.unit(1));
  }

  private static List<List<Integer>> labels(Iterator<Batch> batches, int most) {
    List<List<Integer>> labels = new ArrayList<>();
    while (labels.size() < most && batches.hasNext()) {
      labels.add(IntStream.of(Rows.labels(batches.next())).boxed().toList());
    }
    return labels;
  }
}
