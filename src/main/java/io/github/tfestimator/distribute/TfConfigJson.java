package io.github.tfestimator.distribute;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import com.google.gson.stream.MalformedJsonException;
import io.github.tfestimator.io.Excerpt;
import java.io.EOFException;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigDecimal;
import java.util.regex.Pattern;

/**
 * A reader of a JSON text that stands alone in a variable. It refuses two equal keys, of which
 * Gson's own takes the last one, and text behind the end.
 */
final class TfConfigJson {
  private static final Pattern GSONS_ADVICE =
      Pattern.compile("^Use JsonReader\\S+ to accept malformed JSON");

  private final String json;
  private final JsonReader reader;

  private TfConfigJson(String json) {
    this.json = json;
    this.reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
  }

  /**
   * Reads a text.
   *
   * @throws IllegalArgumentException if it isn't JSON, with what is wrong, to follow a subject
   */
  static JsonElement parse(String json) {
    return new TfConfigJson(json).parse();
  }

  private JsonElement parse() {
    try {
      JsonElement all = element();
      requireEnd();
      return all;
    } catch (EOFException e) {
      throw cutOff();
    } catch (IOException | NumberFormatException e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      reason = GSONS_ADVICE.matcher(reason).replaceFirst("malformed");
      throw reason.startsWith("Unterminated string")
          ? cutOff()
          : wrong("is no JSON: " + Excerpt.of(reason));
    }
  }

  private JsonElement element() throws IOException {
    return switch (reader.peek()) {
      case BEGIN_OBJECT -> object();
      case BEGIN_ARRAY -> array();
      case STRING -> new JsonPrimitive(reader.nextString());
      case NUMBER -> new JsonPrimitive(new BigDecimal(reader.nextString()));
      case BOOLEAN -> new JsonPrimitive(reader.nextBoolean());
      default -> {
        reader.nextNull();
        yield JsonNull.INSTANCE;
      }
    };
  }

  private JsonObject object() throws IOException {
    var object = new JsonObject();
    reader.beginObject();
    while (reader.hasNext()) {
      String name = reader.nextName();
      if (object.has(name)) {
        throw wrong(
            "has \"%s\" twice in the same braces: leave one of them".formatted(Excerpt.of(name)));
      }
      object.add(name, element());
    }
    reader.endObject();
    return object;
  }

  private JsonArray array() throws IOException {
    var array = new JsonArray();
    reader.beginArray();
    while (reader.hasNext()) {
      array.add(element());
    }
    reader.endArray();
    return array;
  }

  private void requireEnd() throws IOException {
    if (!isAtEnd()) {
      throw wrong("has more text behind the end of its JSON: it must be one object in braces");
    }
  }

  private boolean isAtEnd() throws IOException {
    try {
      return reader.peek() == JsonToken.END_DOCUMENT;
    } catch (MalformedJsonException e) {
      return false;
    }
  }

  private IllegalArgumentException cutOff() {
    String end = json.strip();
    if (end.isEmpty()) {
      return wrong("is empty, but must be an object in braces");
    }
    String shown = end.length() <= 20 ? end : "..." + end.substring(end.length() - 20);
    return wrong(
        "is cut off: a bracket or a quote that was opened is missing its end, after %s"
            .formatted(Excerpt.of(shown)));
  }

  private static IllegalArgumentException wrong(String problem) {
    return new IllegalArgumentException(Cluster.VARIABLE + " " + problem);
  }
}
