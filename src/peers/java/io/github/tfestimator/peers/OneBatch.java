package io.github.tfestimator.peers;

import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The same batch again and again, or once.
 *
 * @param pictures the batch
 * @param repeats whether again and again
 */
record OneBatch(Pictures pictures, boolean repeats) implements InputFn {
  OneBatch(Pictures pictures) {
    this(pictures, true);
  }

  OneBatch once() {
    return new OneBatch(pictures, false);
  }

  @Override
  public SortedMap<String, Integer> featureWidths() {
    return feature(Sizes.WIDTH);
  }

  @Override
  public Iterator<Batch> from(long first) {
    var batch = new Batch(pictures.size(), feature(pictures.all()), pictures.labels());
    return repeats ? Stream.generate(() -> batch).iterator() : List.of(batch).iterator();
  }

  private static <T> SortedMap<String, T> feature(T value) {
    return new TreeMap<>(Map.of("x", value));
  }
}
