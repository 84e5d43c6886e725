package io.github.tfestimator.input;

import io.github.tfestimator.io.Excerpt;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Feature.KindCase;
import org.tensorflow.proto.Int64List;

/**
 * A feature as a parsing spec describes it: {@code tf.io.FixedLenFeature}.
 *
 * @param name its name in the examples
 * @param spec the type and shape of one example's values
 * @param defaultValue what examples without the feature get: a flat array of the spec's type and
 *     size
 */
record ExampleFeature(String name, TensorSpec spec, Optional<Object> defaultValue) {

  ExampleFeature {
    if (spec.shape().hasUnknownDimension()) {
      throw new IllegalArgumentException(
          "The feature \"%s\" is specified as %s: all its dimensions must be known"
              .formatted(name, spec));
    }
  }

  private int width() {
    return Math.toIntExact(spec.shape().size());
  }

  /** {@return a flat array for the values of a number of examples} */
  Object allocate(int examples) {
    int size = Math.multiplyExact(examples, width());
    return switch (spec.dtype()) {
      case DT_FLOAT -> new float[size];
      case DT_DOUBLE -> new double[size];
      case DT_INT32 -> new int[size];
      case DT_INT64 -> new long[size];
      case DT_UINT8 -> new byte[size];
      case DT_BOOL -> new boolean[size];
      default -> new byte[size][];
    };
  }

  /**
   * Reads the values of one example.
   *
   * @param example where the features are from, for errors
   * @param features the example's features
   * @param values what {@link #allocate} returned
   * @param row which of the examples it is
   * @throws DataException if the feature is missing or doesn't fit
   */
  void read(StoredExample example, Map<String, Feature> features, Object values, int row) {
    Feature feature = features.getOrDefault(name, Feature.getDefaultInstance());
    int start = row * width();
    if (feature.getKindCase() == KindCase.KIND_NOT_SET) {
      Object given =
          defaultValue.orElseThrow(
              () ->
                  example.error(
                      "has no feature \"%s\", but %s. Write it, or give a default by withDefault."
                          .formatted(name, Excerpt.of(features.keySet().toString()))));
      System.arraycopy(given, 0, values, start, width());
    } else if (values instanceof float[] || values instanceof double[]) {
      readFloats(example, feature, values, start);
    } else if (values instanceof byte[][] strings) {
      BytesList list = feature.getBytesList();
      requireFits(example, feature, KindCase.BYTES_LIST, list.getValueCount());
      for (int i = 0; i < width(); i++) {
        strings[start + i] = list.getValue(i).toByteArray();
      }
    } else if (values instanceof byte[] bytes && feature.hasBytesList()) {
      BytesList list = feature.getBytesList();
      int size = list.getValueCount() == 1 ? list.getValue(0).size() : -1;
      requireFits(example, feature, KindCase.BYTES_LIST, size);
      list.getValue(0).copyTo(bytes, start);
    } else {
      readIntegers(example, feature, values, start);
    }
  }

  private void readFloats(StoredExample example, Feature feature, Object values, int start) {
    var list = feature.getFloatList();
    requireFits(example, feature, KindCase.FLOAT_LIST, list.getValueCount());
    for (int i = 0; i < width(); i++) {
      if (values instanceof float[] floats) {
        floats[start + i] = list.getValue(i);
      } else {
        ((double[]) values)[start + i] = list.getValue(i);
      }
    }
  }

  private void readIntegers(StoredExample example, Feature feature, Object values, int start) {
    Int64List list = feature.getInt64List();
    requireFits(example, feature, KindCase.INT64_LIST, list.getValueCount());
    for (int i = 0; i < width(); i++) {
      long value = list.getValue(i);
      if (values instanceof long[] longs) {
        longs[start + i] = value;
      } else if (values instanceof int[] ints) {
        ints[start + i] = (int) inRange(example, value, Integer.MIN_VALUE, Integer.MAX_VALUE);
      } else if (values instanceof byte[] bytes) {
        bytes[start + i] = (byte) inRange(example, value, 0, 255);
      } else {
        ((boolean[]) values)[start + i] = inRange(example, value, 0, 1) == 1;
      }
    }
  }

  private long inRange(StoredExample example, long value, long min, long max) {
    if (value < min || value > max) {
      throw example.error(
          "has %d in the feature \"%s\", which is specified as %s: it must be from %d to %d"
              .formatted(value, name, spec, min, max));
    }
    return value;
  }

  private void requireFits(StoredExample example, Feature feature, KindCase kind, int count) {
    if (feature.getKindCase() != kind || count != width()) {
      throw example.error(
          "has %s in the feature \"%s\", which is specified as %s: it must be %s"
              .formatted(contents(feature), name, spec, wanted()));
    }
  }

  private String wanted() {
    return switch (spec.dtype()) {
      case DT_FLOAT, DT_DOUBLE -> "a float_list of " + width();
      case DT_STRING -> "a bytes_list of " + width();
      case DT_UINT8 -> "a bytes_list of 1 (of %d bytes) or an int64_list of %<d".formatted(width());
      default -> "an int64_list of " + width();
    };
  }

  private static String contents(Feature feature) {
    return switch (feature.getKindCase()) {
      case FLOAT_LIST -> "a float_list of " + feature.getFloatList().getValueCount();
      case INT64_LIST -> "an int64_list of " + feature.getInt64List().getValueCount();
      case BYTES_LIST -> "a bytes_list of " + sizes(feature.getBytesList());
      default -> "nothing";
    };
  }

  private static String sizes(BytesList list) {
    return list.getValueCount() == 1
        ? "1 (of %d bytes)".formatted(list.getValue(0).size())
        : String.valueOf(list.getValueCount());
  }
}
