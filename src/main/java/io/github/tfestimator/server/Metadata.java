package io.github.tfestimator.server;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/** The signatures of a model as JSON, as protobuf prints TensorFlow Serving's metadata. */
final class Metadata {
  private Metadata() {}

  static JsonObject of(String model, ServedVersion version) {
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
