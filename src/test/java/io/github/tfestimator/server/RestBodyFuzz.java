package io.github.tfestimator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonToken;
import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.server.ApiException.Code;
import java.io.IOException;
import java.io.StringReader;
import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.Example;
import org.tensorflow.proto.Feature;
import org.tensorflow.proto.Feature.KindCase;

/** Bodies of the REST API, whose JSON Gson reads too. */
public final class RestBodyFuzz {
  private static final long MEMORY = 8 << 20;

  private static final List<Map<String, DataType>> SIGNATURES =
      List.of(
          Map.of("x", DataType.DT_FLOAT),
          Map.of("x", DataType.DT_UINT8),
          Map.of("x", DataType.DT_INT32, "y", DataType.DT_STRING),
          Map.of("x", DataType.DT_INT64, "y", DataType.DT_BOOL),
          Map.of("x", DataType.DT_DOUBLE),
          Map.of("x", DataType.DT_HALF));

  private RestBodyFuzz() {}

  /** Reads an input as a request to predict and to classify. */
  public static void fuzzerTestOneInput(byte[] input) {
    Optional<Object> body =
        Bounded.read(input, ApiException.class, () -> JsonReader.read(input, limit()));
    body.ifPresent(value -> gson(input).ifPresent(json -> requireSame(value, json)));
    if (body.isPresent() && body.get() instanceof Map<?, ?> map) {
      @SuppressWarnings("unchecked") // names of JSON are strings
      Map<String, Object> request = (Map<String, Object>) map;
      for (Map<String, DataType> types : SIGNATURES) {
        Bounded.read(input, ApiException.class, () -> PredictRequest.of(request, types))
            .ifPresent(
                read -> {
                  Bounded.require(read.inputs().keySet().equals(types.keySet()), "Other inputs");
                  types.keySet().forEach(name -> requireValues(name, read, request));
                });
      }
      Bounded.read(input, ApiException.class, () -> ExampleRequest.examples(request, limit()))
          .ifPresent(read -> requireExamples(read, request));
    }
  }

  /** Holds an input's values and shape against the body's lists. */
  private static void requireValues(String name, PredictRequest read, Map<String, Object> body) {
    Object column = body.get(read.rows() ? "instances" : "inputs");
    if (read.rows()
        && ((List<?>) column).get(0) instanceof Map<?, ?> row
        && row.containsKey(name)) {
      column = ((List<?>) column).stream().map(each -> ((Map<?, ?>) each).get(name)).toList();
    } else if (column instanceof Map<?, ?> columns && columns.containsKey(name)) {
      column = columns.get(name);
    }
    List<Object> expected = new ArrayList<>();
    flatten(column, expected);
    NdArray<?> array = read.inputs().get(name);
    Object values = JavaArrays.flatten(array);
    Bounded.require(Array.getLength(values) == expected.size(), "Other values of " + name);
    for (int i = 0; i < expected.size(); i++) {
      Bounded.require(isSame(Array.get(values, i), expected.get(i)), "Another value of " + name);
    }
    for (long size : array.shape().asArray()) {
      Bounded.require(size == ((List<?>) column).size(), "Another shape of " + name);
      column = size == 0 ? column : ((List<?>) column).get(0);
    }
    Bounded.require(!(column instanceof List<?> list) || list.isEmpty(), "Another rank of " + name);
  }

  private static void flatten(Object value, List<Object> into) {
    if (value instanceof List<?> list) {
      list.forEach(element -> flatten(element, into));
    } else {
      into.add(value);
    }
  }

  /** Holds each example's features against the body, its own over the context's. */
  private static void requireExamples(byte[][] read, Map<String, Object> body) {
    List<?> examples = (List<?>) body.get("examples");
    Bounded.require(read.length == examples.size(), "Another number of examples");
    for (int i = 0; i < read.length; i++) {
      Map<Object, Object> expected = new HashMap<>();
      if (body.get("context") instanceof Map<?, ?> context) {
        expected.putAll(context);
      }
      expected.putAll((Map<?, ?>) examples.get(i));
      Map<String, Feature> features = features(read[i]);
      Bounded.require(features.keySet().equals(expected.keySet()), "Other features");
      features.forEach((name, feature) -> requireFeature(name, feature, expected.get(name)));
    }
  }

  private static Map<String, Feature> features(byte[] example) {
    try {
      return Example.parseFrom(example).getFeatures().getFeatureMap();
    } catch (InvalidProtocolBufferException e) {
      throw new AssertionError("An example that can't be read", e);
    }
  }

  private static void requireFeature(String name, Feature feature, Object value) {
    List<?> expected = value instanceof List<?> list ? list : Collections.singletonList(value);
    Object first = expected.isEmpty() ? null : expected.get(0);
    KindCase kind =
        first == null
            ? KindCase.KIND_NOT_SET
            : first instanceof Double
                ? KindCase.FLOAT_LIST
                : first instanceof Long || first instanceof Boolean
                    ? KindCase.INT64_LIST
                    : KindCase.BYTES_LIST;
    Bounded.require(feature.getKindCase() == kind, "Another kind of the feature " + name);
    List<?> actual =
        switch (kind) {
          case FLOAT_LIST -> feature.getFloatList().getValueList();
          case INT64_LIST -> feature.getInt64List().getValueList();
          default -> feature.getBytesList().getValueList();
        };
    Bounded.require(actual.size() == expected.size(), "Other values of the feature " + name);
    for (int i = 0; i < actual.size(); i++) {
      Object read = actual.get(i) instanceof ByteString bytes ? bytes.toByteArray() : actual.get(i);
      Object number = expected.get(i) instanceof Boolean bool ? (bool ? 1L : 0L) : expected.get(i);
      Bounded.require(isSame(read, number), "Another value of the feature " + name);
    }
  }

  private static boolean isSame(Object actual, Object expected) {
    if (actual instanceof byte[] bytes) {
      return Arrays.equals(
          bytes,
          expected instanceof Map<?, ?> map
              ? Base64.getMimeDecoder().decode((String) map.get("b64"))
              : ((String) expected).getBytes(UTF_8));
    }
    if (actual instanceof Boolean) {
      return actual.equals(expected);
    }
    var number = (Number) expected;
    Object converted =
        actual instanceof Float
            ? (Object) (float) number.doubleValue()
            : actual instanceof Double
                ? (Object) number.doubleValue()
                : actual instanceof Byte
                    ? (Object) number.byteValue()
                    : actual instanceof Integer ? (Object) number.intValue() : number;
    return actual.equals(converted);
  }

  /** A limit to a request's memory, as the server has one. */
  static LongConsumer limit() {
    long[] left = {MEMORY};
    return bytes -> {
      left[0] -= bytes;
      if (bytes < 0 || left[0] < 0) {
        throw new ApiException(Code.RESOURCE_EXHAUSTED, "More memory than the test gives");
      }
    };
  }

  /** A number as it was written. */
  private record NumberText(String digits) {}

  /** Returns what Gson reads; nothing if it refuses, as it does NaN, which the server takes. */
  private static Optional<Object> gson(byte[] input) {
    var in = new com.google.gson.stream.JsonReader(new StringReader(new String(input, UTF_8)));
    in.setStrictness(Strictness.STRICT);
    try {
      Object value = read(in);
      return in.peek() == JsonToken.END_DOCUMENT ? Optional.ofNullable(value) : Optional.empty();
    } catch (IOException | IllegalStateException e) {
      return Optional.empty();
    }
  }

  private static Object read(com.google.gson.stream.JsonReader in) throws IOException {
    switch (in.peek()) {
      case BEGIN_OBJECT:
        Map<String, Object> members = new HashMap<>();
        in.beginObject();
        while (in.hasNext()) {
          String name = in.nextName();
          Object value = read(in);
          if (!members.containsKey(name)) {
            members.put(name, value);
          }
        }
        in.endObject();
        return members;
      case BEGIN_ARRAY:
        List<Object> elements = new ArrayList<>();
        in.beginArray();
        while (in.hasNext()) {
          elements.add(read(in));
        }
        in.endArray();
        return elements;
      case NUMBER:
        return new NumberText(in.nextString());
      case BOOLEAN:
        return in.nextBoolean();
      case NULL:
        in.nextNull();
        return null;
      default:
        return in.nextString();
    }
  }

  private static void requireSame(Object value, Object expected) {
    if (value instanceof Map<?, ?> map && expected instanceof Map<?, ?> other) {
      Bounded.require(map.keySet().equals(other.keySet()), "Other names");
      map.forEach((name, member) -> requireSame(member, other.get(name)));
    } else if (value instanceof List<?> list && expected instanceof List<?> other) {
      Bounded.require(list.size() == other.size(), "Another number of elements");
      for (int i = 0; i < list.size(); i++) {
        requireSame(list.get(i), other.get(i));
      }
    } else if (value instanceof Long number && expected instanceof NumberText text) {
      Bounded.require(
          new BigDecimal(text.digits()).compareTo(BigDecimal.valueOf(number)) == 0,
          "Another integer");
    } else if (value instanceof Double number && expected instanceof NumberText text) {
      Bounded.require(number == Double.parseDouble(text.digits()), "Another number");
    } else {
      Bounded.require(Objects.equals(value, expected), "Another value");
    }
  }
}
