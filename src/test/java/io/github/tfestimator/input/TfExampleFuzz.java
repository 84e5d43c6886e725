package io.github.tfestimator.input;

import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.fuzz.Bounded;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;

/** Features of any type from {@code tf.Example}, against protobuf's own classes. */
public final class TfExampleFuzz {
  private static final List<TensorSpec> SPECS =
      List.of(
          TensorSpec.float32(2),
          TensorSpec.float64(),
          TensorSpec.int32(),
          TensorSpec.int64(2),
          TensorSpec.uint8(3),
          TensorSpec.bool(),
          TensorSpec.string(1));

  private TfExampleFuzz() {}

  /** Reads an input as an example with a feature "a" of each type. */
  public static void fuzzerTestOneInput(byte[] input) throws InvalidProtocolBufferException {
    var example = new StoredExample(input, Path.of("file"), 0);
    var features = Bounded.read(input, DataException.class, example::features);
    if (features.isEmpty()) {
      return;
    }
    Feature feature =
        Example.parseFrom(input)
            .getFeatures()
            .getFeatureOrDefault("a", Feature.getDefaultInstance());
    for (TensorSpec spec : SPECS) {
      var reader = new ExampleFeature("a", spec, Optional.empty());
      Object values = reader.allocate(2);
      Bounded.read(
              input,
              DataException.class,
              () -> {
                reader.read(example, features.get(), values, 1);
                return values;
              })
          .ifPresent(read -> requireSame(spec, feature, read));
    }
  }

  private static void requireSame(TensorSpec spec, Feature feature, Object read) {
    int width = (int) spec.shape().size();
    Object[] decoded = new Object[width];
    Object[] expected = new Object[width];
    for (int i = 0; i < width; i++) {
      decoded[i] = java.lang.reflect.Array.get(read, width + i);
      expected[i] =
          switch (spec.dtype()) {
            case DT_FLOAT -> feature.getFloatList().getValue(i);
            case DT_DOUBLE -> (double) feature.getFloatList().getValue(i);
            case DT_INT32 -> Math.toIntExact(feature.getInt64List().getValue(i));
            case DT_INT64 -> feature.getInt64List().getValue(i);
            case DT_BOOL -> feature.getInt64List().getValue(i) != 0;
            case DT_UINT8 ->
                feature.hasBytesList()
                    ? feature.getBytesList().getValue(0).byteAt(i)
                    : (byte) feature.getInt64List().getValue(i);
            default -> feature.getBytesList().getValue(i).toByteArray();
          };
    }
    Bounded.require(Arrays.deepEquals(decoded, expected), "Other values of " + spec);
  }
}
