package io.github.tfestimator.input;

import java.util.Objects;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.NdArray;

/** An input that refuses values that are no finite numbers. */
record FiniteInput(InputFn input) implements DelegatingInput {
  /** Checks no batch of another shard. */
  @Override
  public InputFn shard(int count, int index) {
    return input.shard(count, index).checkingFinite();
  }

  @Override
  public BatchIterator from(long first) {
    BatchIterator batches = input.from(first);
    return new BatchIterator() {
      private long number = first;

      @Override
      public boolean hasNext() {
        return batches.hasNext();
      }

      @Override
      public Batch next() {
        Batch batch =
            Objects.requireNonNull(
                batches.next(),
                () ->
                    "The batch %d of the input is null: its iterator must return batches"
                        .formatted(number));
        batch.features().forEach((name, array) -> requireFinite("feature", name, array, number));
        batch.labels().forEach((name, array) -> requireFinite("label", name, array, number));
        number++;
        return batch;
      }

      @Override
      public void close() {
        batches.close();
      }
    };
  }

  private static void requireFinite(String kind, String name, NdArray<?> array, long batch) {
    if (!(array instanceof FloatNdArray) && !(array instanceof DoubleNdArray)) {
      return;
    }
    array
        .scalars()
        .forEachIndexed(
            (index, scalar) -> {
              double value = ((Number) scalar.getObject()).doubleValue();
              if (!Double.isFinite(value)) {
                throw new DataException(
                    "The %s \"%s\" of batch %d is %s at %s: clean the data, or leave out checkingFinite()."
                        .formatted(kind, name, batch, value, java.util.Arrays.toString(index)));
              }
            });
  }
}
