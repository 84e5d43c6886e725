package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;

/** Values that a batch may hold, and batches that break what their input promised. */
class BatchTest {
  private static final NdArray<?> X = NdArrays.ofFloats(Shape.of(3, 2));

  private static final InputFn INPUT =
      ArrayInput.of(Map.of("x", new float[3][2]), Map.of("kind", new int[3], "size", new float[3]))
          .batches(3);

  private static void refuses(Map<String, NdArray<?>> labels, String message) {
    Batch batch = new Batch(3, new TreeMap<>(Map.of("x", X)), new TreeMap<>(labels));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.requireFits(INPUT))
        .withMessage(message);
  }

  @Test
  void labelsMustBeThePromisedOnes() {
    NdArray<?> kind = NdArrays.ofInts(Shape.of(3));
    NdArray<?> size = NdArrays.ofFloats(Shape.of(3));
    refuses(
        Map.of("kind", kind),
        "The input specifies the labels [kind, size], but a batch has [kind]");
    refuses(
        Map.of("kind", kind, "size", size, "z", size),
        "The input specifies the labels [kind, size], but a batch has [kind, size, z]");
    refuses(
        Map.of("kind", size, "size", size),
        "The label \"kind\": int32 is specified, but the batch has float32");
    refuses(
        Map.of("kind", kind, "size", X),
        "The label \"size\": float32 is specified, but the batch has float32 [2]");
    refuses(
        Map.of("kind", kind, "size", NdArrays.ofShorts(Shape.of(3))),
        "The label \"size\" is of Short, but must be of floats, doubles, ints, longs, bytes, booleans, Strings or byte[]");
  }

  @Test
  void featuresMustBeThePromisedOnes() {
    Batch batch = Batch.of(3, Map.of("y", X));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> batch.requireFits(INPUT))
        .withMessage("The input specifies the features [x], but a batch has [y]");
  }

  @Test
  void whatIsPromisedFits() {
    assertThatNoException().isThrownBy(() -> INPUT.from(0).next().requireFits(INPUT));
  }

  @Test
  void everyArrayHasARowForEachExample() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(4, Map.of("x", X)))
        .withMessage(
            "The feature \"x\" has the shape [3, 2] in a batch of 4 examples: its first dimension must be 4");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(3, Map.of("x", X), NdArrays.scalarOf(1)))
        .withMessage(
            "The label \"labels\" has the shape [] in a batch of 3 examples: its first dimension must be 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Batch.of(0, Map.of("x", X)))
        .withMessage("size (0) must be 1 or more");
  }

  @Test
  void nullsAreNamed() {
    assertThatNullPointerException()
        .isThrownBy(() -> Batch.of(3, Map.of("x", X), null))
        .withMessage("The label \"labels\" is null, but must be an array");
    assertThatNullPointerException()
        .isThrownBy(() -> Batch.of(3, Collections.singletonMap("x", null)))
        .withMessage("The feature \"x\" is null, but must be an array");
    assertThatNullPointerException()
        .isThrownBy(() -> new Batch(3, null, new TreeMap<>()))
        .withMessage("The features are null, but must be arrays by name");
    assertThatNullPointerException()
        .isThrownBy(() -> Batch.of(3, null))
        .withMessage("The features are null, but must be arrays by name");
  }

  @Test
  void arraysAreSortedByName() {
    assertThat(Batch.of(3, Map.of("b", X, "c", X, "a", X)).features().keySet())
        .containsExactly("a", "b", "c");
  }
}
