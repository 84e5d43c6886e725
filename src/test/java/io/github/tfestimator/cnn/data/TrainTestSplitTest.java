package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The expected values are NumPy's (1.26) and scikit-learn's (1.9). */
class TrainTestSplitTest {

  @Test
  void drawsTheWordsOfRandomState42() {
    var random = new NumpyRandom(42);
    for (long word : new long[] {1608637542, 3421126067L, 4083286876L, 787846414, 3143890026L}) {
      assertThat(Integer.toUnsignedLong(random.nextInt())).isEqualTo(word);
    }
  }

  /** {@code RandomState(seed).permutation(10)}. */
  @Test
  void permutesAsNumpyForTheSmallestAndLargestSeeds() {
    assertThat(new NumpyRandom(0).permutation(10)).containsExactly(2, 8, 4, 9, 1, 6, 7, 3, 0, 5);
    assertThat(new NumpyRandom(Integer.MAX_VALUE).permutation(10))
        .containsExactly(4, 5, 2, 6, 3, 1, 7, 0, 8, 9);
    assertThat(new NumpyRandom(-1).permutation(10)).containsExactly(6, 9, 5, 1, 8, 0, 7, 4, 2, 3);
    assertThat(new NumpyRandom(7).permutation(1)).containsExactly(0);
  }

  /** {@code sha256(RandomState(42).permutation(70000).astype("<i4").tobytes())}. */
  @Test
  void permutesSeventyThousandRowsAsNumpy() {
    int[] order = new NumpyRandom(42).permutation(70_000);
    assertThat(Arrays.copyOf(order, 6)).containsExactly(46730, 48393, 41416, 34506, 43725, 11615);
    ByteBuffer bytes = ByteBuffer.allocate(4 * order.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asIntBuffer().put(order);
    assertThat(RealMnist.sha256(bytes.array()))
        .isEqualTo("be9d6717b158ed58d8957bd053af161bbfb5c7dd80c1b83b8d77af52e96b0d40");
  }

  /** {@code train_test_split(np.arange(11), test_size=.25, random_state=1)}: rounds 2.75 up. */
  @Test
  void splitsElevenAsScikitLearn() {
    DataSplit split = TrainTestSplit.split(numbered(11), 0.25, 1);
    assertThat(split.train().labels()).containsExactly(9, 1, 6, 0, 7, 10, 8, 5);
    assertThat(split.test().labels()).containsExactly(2, 3, 4);
    assertThat(split.test().images().pixels()).containsExactly(2, 3, 4);
  }

  @Test
  void splitsTheRealMnistAsScikitLearn() {
    DataSplit split = RealMnist.split();
    assertThat(split.train().size()).isEqualTo(56_000);
    assertThat(split.test().size()).isEqualTo(14_000);
    assertThat(RealMnist.sha256(split.train().images().pixels()))
        .isEqualTo("71d8be16c3368cbb174ec90d0c0905d4fb9d3ccdce62a46a940d5cc78f3b864e");
    assertThat(RealMnist.sha256(RealMnist.asBytes(split.train().labels())))
        .isEqualTo("7da8b7ecb3f7edcef46014a8ccb1073e4457d852dc7adc06bfdc701604ce5f7b");
    assertThat(RealMnist.sha256(split.test().images().pixels()))
        .isEqualTo("dffc9e1280a6dff2d7cd5d433d79f0df453556d8e2690f269205507b63dbfc87");
    assertThat(RealMnist.sha256(RealMnist.asBytes(split.test().labels())))
        .isEqualTo("9bdb2f47e2d98728d12d9cc31c0514bd397b8c59419fd5b24c2d76d1fea2e5ad");
  }

  @Test
  void refusesSizesThatLeaveNothing() {
    for (double size : new double[] {0, 1, -0.1, 1.5, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> TrainTestSplit.split(numbered(10), size, 42))
          .withMessage("testSize (" + size + ") must be between 0 and 1");
    }
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainTestSplit.split(numbered(10), 0.95, 42))
        .withMessageStartingWith("testSize (0.95) of 10 examples leaves none to train with");
  }

  @Test
  void refusesNegativeSeedsAsScikitLearn() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TrainTestSplit.split(numbered(10), 0.2, -1))
        .withMessage("randomState (-1) must be 0 or more");
    assertThat(TrainTestSplit.split(numbered(10), 0.2, 0).test().size()).isEqualTo(2);
  }

  private static LabeledImages numbered(int n) {
    int[] labels = IntStream.range(0, n).toArray();
    return new LabeledImages(Images.of(1, 1, RealMnist.asBytes(labels)), labels);
  }
}
