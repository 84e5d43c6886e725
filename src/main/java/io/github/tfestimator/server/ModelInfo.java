package io.github.tfestimator.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * Descriptions of models by TensorFlow Serving's REST API: the states of their versions, and the
 * signatures, as protobuf prints them.
 */
final class ModelInfo {
  private final Models models;

  ModelInfo(Models models) {
    this.models = models;
  }

  /** Returns the names and versions of all models. */
  JsonObject list() {
    var names = new JsonArray();
    for (ServedModel model : models.all()) {
      JsonObject entry = status(model, Optional.empty());
      entry.addProperty("name", model.name());
      names.add(entry);
    }
    var list = new JsonObject();
    list.add("models", names);
    return list;
  }

  /**
   * Returns the status of a model's versions; a label is ignored, as TensorFlow Serving does.
   *
   * @throws ApiException if there is no such model or version
   */
  JsonObject status(RestPath path) {
    return status(models.get(path.model()), path.version());
  }

  private static JsonObject status(ServedModel model, Optional<Long> number) {
    var states = new JsonArray();
    for (ServedVersion version : versions(model, number)) {
      ServedVersion.Status status = version.status();
      var error = new JsonObject();
      error.addProperty("error_code", status.code().name());
      error.addProperty("error_message", status.message());
      var state = new JsonObject();
      state.addProperty("version", Long.toString(version.number()));
      state.addProperty("state", status.state().name());
      state.add("status", error);
      states.add(state);
    }
    var answer = new JsonObject();
    answer.add("model_version_status", states);
    return answer;
  }

  /**
   * Returns a model's versions, or the one of a number.
   *
   * @throws ApiException if there is no such version
   */
  static List<ServedVersion> versions(ServedModel model, Optional<Long> number) {
    List<ServedVersion> versions =
        model.versions().stream()
            .filter(version -> number.isEmpty() || number.get() == version.number())
            .toList();
    if (number.isPresent() && versions.isEmpty()) {
      throw ApiException.notFound("The model %s has no version %d", model.name(), number.get());
    }
    return versions;
  }

  /**
   * Returns the signatures of a model.
   *
   * @throws ApiException if there is no such model or version
   */
  JsonObject metadata(RestPath path) {
    return models
        .get(path.model())
        .with(path.version(), path.label(), version -> metadata(path.model(), version));
  }

  private static JsonObject metadata(String model, ServedVersion version) {
    var spec = new JsonObject();
    spec.addProperty("name", model);
    spec.addProperty("signature_name", "");
    spec.addProperty("version", Long.toString(version.number()));
    var signatures = new JsonObject();
    version.signatures().forEach((key, definition) -> signatures.add(key, signature(definition)));
    var outer = new JsonObject();
    outer.add("signature_def", signatures);
    var metadata = new JsonObject();
    metadata.add("signature_def", outer);
    var answer = new JsonObject();
    answer.add("model_spec", spec);
    answer.add("metadata", metadata);
    return answer;
  }

  private static JsonObject signature(SignatureDef definition) {
    var signature = new JsonObject();
    signature.add("inputs", tensors(definition.getInputsMap()));
    signature.add("outputs", tensors(definition.getOutputsMap()));
    signature.addProperty("method_name", definition.getMethodName());
    signature.add("defaults", new JsonObject());
    return signature;
  }

  private static JsonObject tensors(Map<String, TensorInfo> tensors) {
    var object = new JsonObject();
    new TreeMap<>(tensors).forEach((name, info) -> object.add(name, tensor(info)));
    return object;
  }

  private static JsonObject tensor(TensorInfo info) {
    var dims = new JsonArray();
    for (TensorShapeProto.Dim dim : info.getTensorShape().getDimList()) {
      var size = new JsonObject();
      size.addProperty("size", Long.toString(dim.getSize()));
      size.addProperty("name", dim.getName());
      dims.add(size);
    }
    var shape = new JsonObject();
    shape.add("dim", dims);
    shape.addProperty("unknown_rank", info.getTensorShape().getUnknownRank());
    var tensor = new JsonObject();
    tensor.addProperty("dtype", info.getDtype().name());
    tensor.add("tensor_shape", shape);
    tensor.addProperty("name", info.getName());
    return tensor;
  }
}
