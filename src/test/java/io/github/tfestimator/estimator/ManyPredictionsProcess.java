package io.github.tfestimator.estimator;

import io.github.tfestimator.Rows;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.input.TensorSpec;
import java.nio.file.Path;
import java.util.Collections;
import java.util.SortedMap;
import java.util.stream.LongStream;
import java.util.stream.Stream;

/** Predicts a million examples and prints how many predictions there were. */
final class ManyPredictionsProcess {
  static final int EXAMPLES = 1_000_000;
  private static final int BATCH = 10_000;

  private ManyPredictionsProcess() {}

  public static void main(String[] args) {
    try (Stream<Prediction> predictions =
        TinyModel.in(Path.of(args[0])).predict(new ManyExamples())) {
      System.out.println("predicted " + predictions.filter(p -> p.asLong("classes") >= 0).count());
    }
  }

  private record ManyExamples() implements InputFn {
    @Override
    public SortedMap<String, TensorSpec> features() {
      return Rows.features(TinyModel.WIDTH);
    }

    @Override
    public SortedMap<String, TensorSpec> labels() {
      return Collections.emptySortedMap();
    }

    @Override
    public boolean repeats() {
      return false;
    }

    @Override
    public BatchIterator from(long first) {
      return Rows.iterator(
          LongStream.range(first, EXAMPLES / BATCH).mapToObj(this::batch).iterator());
    }

    private Batch batch(long number) {
      float[] x = new float[BATCH * TinyModel.WIDTH];
      x[0] = number;
      return Rows.batch(x, BATCH);
    }
  }
}
