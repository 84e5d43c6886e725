package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.ndarray.index.Indices;

/** Arrays of all types and ranks as examples, and what is said of those that are none. */
class ArrayInputTest {
  private static final byte[] SHARP_S = "ß".getBytes(StandardCharsets.UTF_8);

  /** The rows 2 and 0 of an array of three. */
  private static NdArray<?> picked(Object array) {
    return ArrayInput.of(Map.of("x", array)).select(new int[] {2, 0}).features().get("x");
  }

  private static TensorSpec spec(Object array) {
    return ArrayInput.of(Map.of("x", array)).features().get("x");
  }

  @Test
  void takesEveryType() {
    assertThat(picked(new float[] {1, 2, 3})).isEqualTo(NdArrays.vectorOf(3f, 1f));
    assertThat(picked(new double[] {1, 2, 3})).isEqualTo(NdArrays.vectorOf(3.0, 1.0));
    assertThat(picked(new int[] {1, 2, 3})).isEqualTo(NdArrays.vectorOf(3, 1));
    assertThat(picked(new long[] {1, 2, 3})).isEqualTo(NdArrays.vectorOf(3L, 1L));
    assertThat(picked(new byte[] {1, 2, -3})).isEqualTo(NdArrays.vectorOf((byte) -3, (byte) 1));
    assertThat(picked(new boolean[] {true, true, false})).isEqualTo(NdArrays.vectorOf(false, true));
    assertThat(picked(new String[] {"a", "b", "ß"}).streamOfObjects().toArray())
        .isEqualTo(new byte[][] {SHARP_S, {'a'}});
    assertThat(picked(new Float[] {1f, 2f, 3f})).isEqualTo(NdArrays.vectorOf(3f, 1f));
  }

  @Test
  void specifiesTypeAndShape() {
    assertThat(spec(new float[3][28][28])).isEqualTo(TensorSpec.float32(28, 28));
    assertThat(spec(new double[3][2])).isEqualTo(TensorSpec.float64(2));
    assertThat(spec(new int[3])).isEqualTo(TensorSpec.int32());
    assertThat(spec(new long[3][1])).isEqualTo(TensorSpec.int64(1));
    assertThat(spec(new byte[3][4][5][6])).isEqualTo(TensorSpec.uint8(4, 5, 6));
    assertThat(spec(new boolean[3])).isEqualTo(TensorSpec.bool());
    assertThat(spec(new String[][] {{"a", "b"}})).isEqualTo(TensorSpec.string(2));
    assertThat(spec(new float[3][0])).isEqualTo(TensorSpec.float32(0));
  }

  @Test
  void rowsOfAnyRankStayTogether() {
    int[][][] array = {{{1, 2}, {3, 4}}, {{5, 6}, {7, 8}}, {{9, 10}, {11, 12}}};
    assertThat(picked(array))
        .isEqualTo(StdArrays.ndCopyOf(new int[][][] {{{9, 10}, {11, 12}}, {{1, 2}, {3, 4}}}));
  }

  @Test
  void ndArraysAreTakenLikeJavaArrays() {
    float[][] rows = {{1, 2}, {3, 4}, {5, 6}};
    assertThat(picked(StdArrays.ndCopyOf(rows))).isEqualTo(picked(rows));
    NdArray<?> column = StdArrays.ndCopyOf(rows).slice(Indices.all(), Indices.at(1));
    assertThat(picked(column)).isEqualTo(NdArrays.vectorOf(6f, 2f));
    assertThat(picked(NdArrays.vectorOfObjects("a", "b", "ß")).streamOfObjects().toArray())
        .isEqualTo(new byte[][] {SHARP_S, {'a'}});
    byte[] noText = {-1, 0};
    assertThat(
            picked(NdArrays.vectorOfObjects(noText, noText, SHARP_S)).streamOfObjects().toArray())
        .isEqualTo(new byte[][] {SHARP_S, noText});
  }

  @Test
  void laterChangesOfAnArrayAreNotSeen() {
    float[] vector = {1, 2, 3};
    var given = NdArrays.vectorOf(1, 2, 3);
    var input = ArrayInput.of(Map.of("vector", vector), given);
    vector[0] = 9;
    given.setInt(9, 0);
    Batch batch = input.select(new int[] {0});
    assertThat(batch.features().get("vector")).isEqualTo(NdArrays.vectorOf(1f));
    assertThat(batch.labels().get(Batch.LABELS)).isEqualTo(NdArrays.vectorOf(1));
  }

  @Test
  void labelsAreNoneOneOrSeveral() {
    Map<String, ?> x = Map.of("x", new float[2]);
    assertThat(ArrayInput.of(x).labels()).isEmpty();
    assertThat(ArrayInput.of(x, new int[2]).labels())
        .isEqualTo(Map.of(Batch.LABELS, TensorSpec.int32()));
    var input = ArrayInput.of(x, Map.of("kind", new long[] {1, 2}, "size", new float[2][3]));
    assertThat(input.labels())
        .isEqualTo(Map.of("kind", TensorSpec.int64(), "size", TensorSpec.float32(3)));
    Batch batch = input.batches(2).from(0).next();
    assertThat(batch.labels().get("kind")).isEqualTo(NdArrays.vectorOf(1L, 2L));
    assertThat(batch.labels().get("size").shape()).isEqualTo(Shape.of(2, 3));
  }

  private static List<List<Integer>> rows(InputFn input) {
    List<List<Integer>> rows = new ArrayList<>();
    input
        .from(0)
        .forEachRemaining(
            batch -> {
              IntNdArray x = (IntNdArray) batch.features().get("x");
              rows.add(Arrays.stream((int[]) JavaArrays.flatten(x)).boxed().toList());
            });
    return rows;
  }

  /** The batches of numpy_input_fn(shuffle=False) in TensorFlow 2.15, as it printed them. */
  @Test
  void epochsInOrderAreThoseOfPython() {
    var five = ArrayInput.of(Map.of("x", new int[] {0, 1, 2, 3, 4}));
    assertThat(rows(five.batches(7, 3)))
        .isEqualTo(List.of(List.of(0, 1, 2, 3, 4, 0, 1), List.of(2, 3, 4, 0, 1, 2, 3), List.of(4)));
    assertThat(rows(five.batches(2, 3)).subList(0, 3))
        .isEqualTo(List.of(List.of(0, 1), List.of(2, 3), List.of(4, 0)));
    assertThat(rows(five.batches(2, 1)))
        .isEqualTo(List.of(List.of(0, 1), List.of(2, 3), List.of(4)));
    assertThat(rows(five.batches(128))).isEqualTo(List.of(List.of(0, 1, 2, 3, 4)));
    assertThat(rows(five.batches(128, 2)))
        .isEqualTo(List.of(List.of(0, 1, 2, 3, 4, 0, 1, 2, 3, 4)));
    assertThat(five.batches(2, 3).repeats()).isFalse();
    assertThat(five.shuffledBatches(2, 1).repeats()).isTrue();
    assertThatThrownBy(() -> five.batches(2).from(3).next())
        .isInstanceOf(NoSuchElementException.class);
    assertThat(rows(five.shuffledBatches(7, 1, 2))).extracting(List::size).containsExactly(7, 3);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> five.batches(2, 0))
        .withMessage("epochs (0) must be 1 or more");
  }

  private static void refuses(Object array, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArrayInput.of(Collections.singletonMap("x", array)))
        .withMessage(message);
  }

  @Test
  void raggedArraysAreNamed() {
    refuses(
        new float[][] {{1, 2}, {3}},
        "The feature \"x\" is a float[][] that is ragged, with 1 beside 2: give all rows one length");
    refuses(
        new String[][][] {{{"a"}, {"b"}}, {{"c"}}},
        "The feature \"x\" is a String[][][] that is ragged, with 1 beside 2: give all rows one length");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArrayInput.of(Map.of("x", new float[2]), new int[][] {{}, {1}}))
        .withMessage(
            "The label \"labels\" is a int[][] that is ragged, with 1 beside 0: give all rows one length");
  }

  @Test
  void nullsAreNamed() {
    String remedy = "with a null in it: give every element a value";
    refuses(new float[][] {{1}, null}, "The feature \"x\" is a float[][] " + remedy);
    refuses(new float[][] {null, {1}}, "The feature \"x\" is a float[][] " + remedy);
    refuses(new String[] {"a", null}, "The feature \"x\" is a String[] " + remedy);
  }

  @Test
  void argumentsThatAreNullAreNamed() {
    Map<String, ?> x = Map.of("x", new float[2]);
    String array =
        "is null, but must be an array of floats, doubles, ints, longs, bytes, booleans or Strings";
    refuses(null, "The feature \"x\" " + array);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArrayInput.of(x, (Object) null))
        .withMessage("The label \"labels\" " + array);
    assertThatNullPointerException()
        .isThrownBy(() -> ArrayInput.of(null))
        .withMessage("The features are null, but must be arrays by name");
    assertThatNullPointerException()
        .isThrownBy(() -> ArrayInput.of(x, (Map<String, ?>) null))
        .withMessage("The labels are null, but must be arrays by name");
  }

  @Test
  void whatIsNoArrayOfAKnownTypeIsNamed() {
    String must =
        ", but must be an array of floats, doubles, ints, longs, bytes, booleans or Strings";
    refuses(1f, "The feature \"x\" is a Float" + must);
    refuses(new short[2], "The feature \"x\" is a short[]" + must);
    refuses(new Object[] {1f}, "The feature \"x\" is a Object[]" + must);
    refuses(
        NdArrays.ofShorts(Shape.of(2)),
        "The feature \"x\" is of Short, but must be of floats, doubles, ints, longs, bytes, booleans, Strings or byte[]");
  }

  @Test
  void noExamplesAreRefused() {
    String must = ", but must have one example or more";
    refuses(new float[0], "The feature \"x\" has the length 0" + must);
    refuses(new float[0][3], "The feature \"x\" has the length 0" + must);
    refuses(NdArrays.scalarOf(1f), "The feature \"x\" has the shape []" + must);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArrayInput.of(Map.of()))
        .withMessage("features ({}) must be one or more");
  }

  @Test
  void otherNumbersOfExamplesAreNamed() {
    Map<String, ?> features = Map.of("a", new float[3], "b", new int[2]);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArrayInput.of(features))
        .withMessage("The feature \"b\" has 2 examples, but the feature \"a\" has 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ArrayInput.of(Map.of("a", new float[3]), Map.of("y", new int[4])))
        .withMessage("The label \"y\" has 4 examples, but the feature \"a\" has 3");
  }
}
