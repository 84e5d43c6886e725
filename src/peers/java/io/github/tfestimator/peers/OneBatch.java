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
 * @param images the batch
 * @param repeats whether again and again
 */
record OneBatch(ImageBatch images, boolean repeats) implements InputFn {
  OneBatch(ImageBatch images) {
    this(images, true);
  }

  OneBatch once() {
    return new OneBatch(images, false);
  }

  @Override
  public SortedMap<String, Integer> featureWidths() {
    return feature(Sizes.WIDTH);
  }

  @Override
  public Iterator<Batch> from(long first) {
    var batch = new Batch(images.size(), feature(images.all()), images.labels());
    return repeats ? Stream.generate(() -> batch).iterator() : List.of(batch).iterator();
  }

  private static <T> SortedMap<String, T> feature(T value) {
    return new TreeMap<>(Map.of("x", value));
  }
}
