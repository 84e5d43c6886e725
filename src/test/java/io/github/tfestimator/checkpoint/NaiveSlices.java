package io.github.tfestimator.checkpoint;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.TensorSliceProto;
import org.tensorflow.proto.TensorSliceProto.Extent;

/**
 * The floats of variables, whole or in slices, put together element by element. The keys of slices
 * are decoded here; the product's reader only encodes them.
 */
final class NaiveSlices {
  private static final long WHOLE = -1;

  private final Map<String, BundleEntryProto> entries;
  private final ByteBuffer values;

  /** The values of entries by key, of which each character is a byte. */
  NaiveSlices(Map<String, BundleEntryProto> entries, ByteBuffer values) {
    this.entries = entries;
    this.values = values;
  }

  /** Returns a variable's values; nothing if its slices aren't clear. */
  Optional<float[]> floats(String name) {
    BundleEntryProto entry = entries.get(name);
    List<Long> shape = CheckpointReader.shape(entry);
    int count = 1;
    for (long side : shape) {
      count *= (int) side;
    }
    float[] floats = new float[count];
    if (entry.getSlicesCount() == 0) {
      read(entry, floats, shape, Collections.nCopies(shape.size(), 0L), shape);
      return Optional.of(floats);
    }
    for (TensorSliceProto slice : entry.getSlicesList()) {
      List<BundleEntryProto> stored = stored(name, slice);
      if (stored.size() != 1) {
        return Optional.empty(); // written in two ways, of which one is TensorFlow's
      }
      List<Long> starts = new ArrayList<>();
      List<Long> lengths = new ArrayList<>();
      for (int i = 0; i < shape.size(); i++) {
        Extent extent =
            i < slice.getExtentCount() ? slice.getExtent(i) : Extent.getDefaultInstance();
        starts.add(extent.getStart());
        lengths.add(extent.hasLength() ? extent.getLength() : shape.get(i));
      }
      read(stored.get(0), floats, shape, starts, lengths);
    }
    return Optional.of(floats);
  }

  /** Puts each element of a slice to its place in the variable. */
  private void read(
      BundleEntryProto slice,
      float[] floats,
      List<Long> shape,
      List<Long> starts,
      List<Long> lengths) {
    int count = 1;
    for (long length : lengths) {
      count *= (int) length;
    }
    for (int i = 0; i < count; i++) {
      int rest = i;
      int place = 0;
      int stride = 1;
      for (int axis = shape.size() - 1; axis >= 0; axis--) {
        int length = lengths.get(axis).intValue();
        place += (int) (starts.get(axis) + rest % length) * stride;
        rest /= length;
        stride *= shape.get(axis).intValue();
      }
      floats[place] = values.getFloat((int) slice.getOffset() + Float.BYTES * i);
    }
  }

  private List<BundleEntryProto> stored(String name, TensorSliceProto slice) {
    List<Long> wanted = new ArrayList<>();
    for (Extent extent : slice.getExtentList()) {
      wanted.add(extent.getStart());
      wanted.add(extent.hasLength() ? extent.getLength() : WHOLE);
    }
    List<BundleEntryProto> stored = new ArrayList<>();
    entries.forEach(
        (key, entry) -> {
          // The name ends with 0 and 1, and then comes how many dimensions there are.
          String start = "\0" + name + "\0\1";
          if (key.startsWith(start)
              && key.length() > start.length()
              && numbers(key.substring(start.length())).equals(wanted)) {
            stored.add(entry);
          }
        });
    return stored;
  }

  /** Decodes the starts and lengths of dimensions. */
  private static List<Long> numbers(String bytes) {
    List<Long> numbers = new ArrayList<>();
    int at = 1 + bytes.charAt(0);
    while (at < bytes.length()) {
      // As many bits as the number has bytes are the opposite of its sign.
      StringBuilder bits = new StringBuilder();
      for (int i = at; i < Math.min(bytes.length(), at + 8); i++) {
        bits.append(Integer.toBinaryString(0x100 | bytes.charAt(i)).substring(1));
      }
      boolean isNegative = bits.charAt(0) == '0';
      int size = bits.indexOf(isNegative ? "1" : "0");
      if (size < 1 || size > 7 || size * 8 > bits.length()) {
        return List.of(); // a number that no small variable has
      }
      String digits = bits.substring(size, 8 * size);
      long number = Long.parseLong(digits, 2);
      numbers.add(isNegative ? number - (1L << digits.length()) : number);
      at += size;
    }
    return numbers;
  }
}
