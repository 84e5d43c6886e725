package io.github.tfestimator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonToken;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.server.ApiException.Code;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.tensorflow.proto.DataType;

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
                read ->
                    Bounded.require(read.inputs().keySet().equals(types.keySet()), "Other inputs"));
      }
      Bounded.read(input, ApiException.class, () -> ExampleRequest.examples(request, limit()));
    }
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
