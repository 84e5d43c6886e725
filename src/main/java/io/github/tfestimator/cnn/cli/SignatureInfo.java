package io.github.tfestimator.cnn.cli;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * A signature of a SavedModel.
 *
 * @param name such as {@code serving_default}
 * @param method such as {@code tensorflow/serving/predict}
 * @param inputs by name
 * @param outputs by name
 */
record SignatureInfo(
    String name, String method, Map<String, TensorText> inputs, Map<String, TensorText> outputs) {

  /**
   * An input or output.
   *
   * @param tensor name in the graph
   * @param dtype TensorFlow's name of the type
   * @param shape -1 for what isn't known
   */
  record TensorText(String tensor, String dtype, List<Long> shape) {
    static TensorText of(TensorInfo info) {
      return new TensorText(
          info.getName(),
          info.getDtype().name(),
          info.getTensorShape().getDimList().stream().map(TensorShapeProto.Dim::getSize).toList());
    }
  }

  static SignatureInfo of(String name, SignatureDef definition) {
    return new SignatureInfo(
        name,
        definition.getMethodName(),
        texts(definition.getInputsMap()),
        texts(definition.getOutputsMap()));
  }

  private static Map<String, TensorText> texts(Map<String, TensorInfo> infos) {
    return infos.entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey, e -> TensorText.of(e.getValue()), (a, b) -> a, TreeMap::new));
  }
}
