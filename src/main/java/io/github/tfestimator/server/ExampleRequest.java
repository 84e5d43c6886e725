package io.github.tfestimator.server;

import com.google.protobuf.ByteString;
import io.github.tfestimator.server.ApiException.Code;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.tensorflow.proto.BytesList;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Features;
import org.tensorflow.proto.FloatList;
import org.tensorflow.proto.Int64List;

/** A reader of requests to classify or to regress, which bring features. */
final class ExampleRequest {
  private ExampleRequest() {}

  /**
   * Reads a request.
   *
   * @param body a JSON object with {@code examples}, and perhaps a {@code context} that each of
   *     them gets
   * @param memory takes the bytes of the context, once for each example
   * @return the examples, serialized
   * @throws ApiException if there are none, or a feature is of mixed types
   */
  static byte[][] examples(Map<String, Object> body, LongConsumer memory) {
    var context = Features.newBuilder();
    if (body.containsKey("context")) {
      putFeatures("\"context\"", body.get("context"), context);
    }
    if (!(body.get("examples") instanceof List<?> examples) || examples.isEmpty()) {
      throw ApiException.invalid(
          "\"examples\" must be a list of one object or more, not %s",
          JsonTensors.text(body.get("examples")));
    }
    memory.accept((long) context.build().getSerializedSize() * examples.size());
    byte[][] serialized = new byte[examples.size()][];
    for (int i = 0; i < serialized.length; i++) {
      var features = context.clone();
      putFeatures("examples[%d]".formatted(i), examples.get(i), features);
      serialized[i] = Example.newBuilder().setFeatures(features).build().toByteArray();
    }
    return serialized;
  }

  private static void putFeatures(String where, Object value, Features.Builder features) {
    if (!(value instanceof Map<?, ?> map)) {
      throw ApiException.invalid(
          "%s must be an object of features, not %s", where, JsonTensors.text(value));
    }
    map.forEach(
        (name, feature) ->
            features.putFeature(
                (String) name,
                feature((String) name, feature instanceof List<?> l ? l : listOf(feature))));
  }

  private static List<Object> listOf(Object value) {
    return Collections.singletonList(value);
  }

  private static Feature feature(String name, List<?> values) {
    if (values.isEmpty()) {
      return Feature.getDefaultInstance();
    }
    Object first = values.get(0);
    if (first instanceof String || JsonTensors.isBytes(first)) {
      var bytes = BytesList.newBuilder();
      values.forEach(
          value ->
              bytes.addValue(
                  ByteString.copyFrom(JsonTensors.bytes(JsonTensors.text(name), value))));
      return Feature.newBuilder().setBytesList(bytes).build();
    }
    if (first instanceof Double) {
      var floats = FloatList.newBuilder();
      for (Object value : values) {
        if (!(value instanceof Double number)) {
          throw mixed(name, "floats", value);
        }
        floats.addValue(number.floatValue());
      }
      return Feature.newBuilder().setFloatList(floats).build();
    }
    var integers = Int64List.newBuilder();
    for (Object value : values) {
      if (value instanceof Long integer) {
        integers.addValue(integer);
      } else if (value instanceof Boolean bool) {
        integers.addValue(bool ? 1 : 0);
      } else {
        throw mixed(name, "integers", value);
      }
    }
    return Feature.newBuilder().setInt64List(integers).build();
  }

  private static ApiException mixed(String name, String expected, Object actual) {
    return new ApiException(
        Code.INVALID_ARGUMENT,
        "The feature %s begins with %s, but has %s; give all values one type"
            .formatted(JsonTensors.text(name), expected, JsonTensors.text(actual)));
  }
}
