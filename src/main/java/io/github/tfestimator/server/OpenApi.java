package io.github.tfestimator.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.tensorflow.Signature;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** A description of a server's paths in OpenAPI 3.0, made of the signatures of its models. */
final class OpenApi {
  private OpenApi() {}

  static JsonObject of(Models models) {
    JsonObject paths = object();
    paths.add("/v1/models", get("List all models", "application/json"));
    for (ServedModel model : models.all()) {
      String path = "/v1/models/" + encoded(model.name());
      paths.add(path, get("Tell the status of each version", "application/json"));
      paths.add(path + "/metadata", get("Tell the signatures", "application/json"));
      paths.add(path + "/about", get("Tell the card, classes and filters", "application/json"));
      model.versions().stream()
          .filter(ServedVersion::isAvailable)
          .findFirst()
          .ifPresent(version -> addPosts(paths, path, version.signatures()));
    }
    paths.add("/healthz", get("Tell whether the server is alive", "text/plain"));
    paths.add("/readyz", get("Tell whether each model has a loaded version", "text/plain"));
    paths.add("/monitoring/prometheus/metrics", get("Tell all metrics", "text/plain"));
    JsonObject error =
        object("type", text("object"), "required", list(List.of(text("error")), v -> v));
    error.add("properties", object("error", type("string")));
    return object(
        "openapi",
        text("3.0.3"),
        "info",
        object("title", text("Models by TensorFlow Serving's REST API"), "version", text("1")),
        "paths",
        paths,
        "components",
        object("schemas", object("Error", error)));
  }

  private static String encoded(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static JsonObject get(String summary, String contentType) {
    return object(
        "get", object("summary", text(summary), "responses", responses(contentType, object())));
  }

  private static JsonObject responses(String contentType, JsonObject schema) {
    JsonObject error = object("$ref", text("#/components/schemas/Error"));
    return object(
        "200",
        object(
            "description", text("The answer"),
            "content", object(contentType, object("schema", schema))),
        "default",
        object(
            "description", text("An error"),
            "content", object("application/json", object("schema", error))));
  }

  private static void addPosts(
      JsonObject paths, String path, Map<String, SignatureDef> signatures) {
    JsonArray predict = new JsonArray();
    JsonArray examples = new JsonArray();
    signatures.forEach(
        (key, signature) -> {
          predict.add(body(key, "instances", rows(signature)));
          predict.add(body(key, "inputs", columns(signature)));
          if (isClassify(signature)) {
            JsonObject example = object("type", text("object"), "minProperties", number(1));
            examples.add(body(key, "examples", array(example, 1)));
          }
        });
    JsonObject content = object("application/json", object("schema", object("anyOf", predict)));
    if (signatures.containsKey(ModelApi.IMAGE_SIGNATURE)) {
      JsonObject file = object("type", text("string"), "format", text("binary"));
      content.add("image/*", object("schema", file));
    }
    paths.add(path + ":predict", post("Predict", content));
    if (!examples.isEmpty()) {
      JsonObject schema = object("schema", object("anyOf", examples));
      paths.add(path + ":classify", post("Classify", object("application/json", schema)));
    }
  }

  private static boolean isClassify(SignatureDef signature) {
    return signature.getMethodName().equals("tensorflow/serving/classify");
  }

  private static JsonObject post(String summary, JsonObject content) {
    return object(
        "post",
        object(
            "summary",
            text(summary),
            "requestBody",
            object("required", new JsonPrimitive(true), "content", content),
            "responses",
            responses("application/json", type("object"))));
  }

  private static JsonObject body(String signature, String key, JsonObject values) {
    JsonObject name = object("type", text("string"));
    name.add("enum", list(List.of(signature), OpenApi::text));
    JsonObject body = type("object");
    body.add("properties", object("signature_name", name, key, values));
    List<String> required =
        signature.equals(Signature.DEFAULT_KEY) ? List.of(key) : List.of(key, "signature_name");
    body.add("required", list(required, OpenApi::text));
    return body;
  }

  private static JsonObject rows(SignatureDef signature) {
    return array(values(signature, 1), 1);
  }

  private static JsonObject columns(SignatureDef signature) {
    return values(signature, 0);
  }

  /** The inputs by name, or the only one bare. */
  private static JsonObject values(SignatureDef signature, int firstDimension) {
    Map<String, TensorInfo> inputs = new TreeMap<>(signature.getInputsMap());
    JsonObject properties = object();
    inputs.forEach((name, input) -> properties.add(name, tensor(input, firstDimension)));
    JsonObject named = type("object");
    named.add("properties", properties);
    named.add("required", list(inputs.keySet(), OpenApi::text));
    if (inputs.size() != 1) {
      return named;
    }
    JsonObject bare = tensor(inputs.values().iterator().next(), firstDimension);
    return object("anyOf", list(List.of(bare, named), value -> value));
  }

  private static JsonObject tensor(TensorInfo info, int firstDimension) {
    TensorShapeProto shape = info.getTensorShape();
    if (shape.getUnknownRank()) {
      return object();
    }
    JsonObject schema = element(info.getDtype());
    for (int i = shape.getDimCount() - 1; i >= firstDimension; i--) {
      long size = shape.getDim(i).getSize();
      schema = array(schema, Math.max(size, 0));
      if (size >= 0) {
        schema.add("maxItems", number(size));
      }
    }
    return schema;
  }

  private static JsonObject element(DataType type) {
    return switch (type) {
      case DT_BOOL -> type("boolean");
      case DT_STRING -> {
        JsonObject base64 = type("object");
        base64.add("properties", object("b64", type("string")));
        base64.add("required", list(List.of("b64"), OpenApi::text));
        base64.add("additionalProperties", new JsonPrimitive(false));
        yield object("anyOf", list(List.of(type("string"), base64), value -> value));
      }
      case DT_INT32 -> integer("int32");
      case DT_INT64, DT_UINT8 -> integer("int64");
      default -> type("number");
    };
  }

  private static JsonObject integer(String format) {
    return object("type", text("integer"), "format", text(format));
  }

  private static JsonObject array(JsonObject items, long minItems) {
    return object("type", text("array"), "items", items, "minItems", number(minItems));
  }

  private static JsonObject type(String name) {
    return object("type", text(name));
  }

  private static JsonPrimitive text(String text) {
    return new JsonPrimitive(text);
  }

  private static JsonPrimitive number(long number) {
    return new JsonPrimitive(number);
  }

  private static <T> JsonArray list(Collection<T> values, Function<T, ? extends JsonElement> json) {
    JsonArray array = new JsonArray();
    values.forEach(value -> array.add(json.apply(value)));
    return array;
  }

  /** Returns an object of names, each followed by its value. */
  private static JsonObject object(Object... members) {
    JsonObject object = new JsonObject();
    for (int i = 0; i < members.length; i += 2) {
      object.add((String) members[i], (JsonElement) members[i + 1]);
    }
    return object;
  }
}
