package io.github.tfestimator.input;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Values that are no finite numbers, if asked to check. */
class FiniteInputTest {
  private static final String REMEDY = ": clean the data, or leave out checkingFinite().";

  private static void refuses(InputFn input, long from, int batches, String message) {
    BatchIterator iterator = input.checkingFinite().from(from);
    for (int i = 0; i < batches; i++) {
      iterator.next();
    }
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(iterator::next)
        .withMessage(message + REMEDY);
  }

  @Test
  void theBatchAndThePlaceOfANanAreNamed() {
    float[][] x = new float[6][3];
    x[5][2] = Float.NaN;
    InputFn input = ArrayInput.of(Map.of("x", x)).batches(2);
    refuses(input, 0, 2, "The feature \"x\" of batch 2 is NaN at [1, 2]");
    refuses(input, 2, 0, "The feature \"x\" of batch 2 is NaN at [1, 2]");
  }

  @Test
  void labelsAndInfinitiesAreFoundToo() {
    double[] y = {0, Double.NEGATIVE_INFINITY};
    InputFn input = ArrayInput.of(Map.of("x", new int[2]), y).batches(2);
    refuses(input, 0, 0, "The label \"labels\" of batch 0 is -Infinity at [1]");
  }

  @Test
  void otherBatchesPassUnchanged() {
    InputFn input =
        ArrayInput.of(Map.of("x", new float[] {1, 2}, "s", new String[] {"NaN", ""}), new int[2])
            .batches(1);
    InputFn checked = input.checkingFinite();
    assertThat(checked.features()).isEqualTo(input.features());
    assertThat(checked.labels()).isEqualTo(input.labels());
    assertThat(checked.repeats()).isFalse();
    BatchIterator batches = checked.from(1);
    assertThat(batches.next().features().get("x"))
        .isEqualTo(input.from(1).next().features().get("x"));
    assertThat(batches.hasNext()).isFalse();
  }

  @Test
  void aBatchThatIsNullIsNamed() {
    InputFn none = new GivenInput(null);
    assertThatNullPointerException()
        .isThrownBy(() -> none.checkingFinite().from(3).next())
        .withMessage("The batch 3 of the input is null: its iterator must return batches");
  }

  private record GivenInput(Batch batch) implements InputFn {
    @Override
    public SortedMap<String, TensorSpec> features() {
      return new TreeMap<>(Map.of("x", TensorSpec.float32()));
    }

    @Override
    public SortedMap<String, TensorSpec> labels() {
      return new TreeMap<>();
    }

    @Override
    public boolean repeats() {
      return true;
    }

    @Override
    public BatchIterator from(long first) {
      return new BatchIterator() {
        @Override
        public boolean hasNext() {
          return true;
        }

        @Override
        public Batch next() {
          return batch;
        }
      };
    }
  }

  @Test
  void closesItsSource() {
    var source = new ClosableInput(ArrayInput.of(Map.of("x", new float[2])).batches(1));
    source.checkingFinite().from(0).close();
    assertThat(source.closed()).hasValue(1);
  }

  @Test
  void unaskedNothingIsChecked() {
    Batch batch = ArrayInput.of(Map.of("x", new float[] {Float.NaN})).batches(1).from(0).next();
    assertThat((float[]) JavaArrays.flatten(batch.features().get("x"))).containsExactly(Float.NaN);
  }
}
