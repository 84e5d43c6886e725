package io.github.tfestimator.input;

import com.google.protobuf.ByteString;
import io.github.tfestimator.io.TfRecords;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/** Files of {@code tf.Example}. */
final class ExampleFiles {
  private ExampleFiles() {}

  /** Writes examples with the feature "number", from one number to before another. */
  static Path numbered(Path file, int from, int to) throws IOException {
    try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
      for (int i = from; i < to; i++) {
        out.write(record(Map.of("number", ints(i))));
      }
    }
    return file;
  }

  /** Writes one example. */
  static Path of(Path file, Map<String, Feature> features) throws IOException {
    return Files.write(file, record(features));
  }

  static byte[] record(Map<String, Feature> features) {
    Features all = Features.newBuilder().putAllFeature(features).build();
    return TfRecords.of(List.of(Example.newBuilder().setFeatures(all).build().toByteArray()));
  }

  static Feature ints(long... values) {
    var list = Int64List.newBuilder();
    for (long value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setInt64List(list).build();
  }

  static Feature floats(float... values) {
    var list = FloatList.newBuilder();
    for (float value : values) {
      list.addValue(value);
    }
    return Feature.newBuilder().setFloatList(list).build();
  }

  static Feature strings(String... values) {
    var list = BytesList.newBuilder();
    for (String value : values) {
      list.addValue(ByteString.copyFrom(value, StandardCharsets.UTF_8));
    }
    return Feature.newBuilder().setBytesList(list).build();
  }

  /** The feature "number" of a batch's examples. */
  static List<Integer> numbers(Batch batch) {
    int[] numbers = (int[]) JavaArrays.flatten(batch.features().get("number"));
    return IntStream.of(numbers).boxed().toList();
  }
}
