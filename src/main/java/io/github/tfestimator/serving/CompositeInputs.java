package io.github.tfestimator.serving;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.Struct.StructuredValue;
import org.tensorflow.proto.Struct.TypeSpecProto.TypeSpecClass;
import org.tensorflow.proto.TensorInfo;

/**
 * The inputs that are parts of a ragged or a sparse tensor. TensorFlow 2 writes such an input
 * {@code words} into a signature as the dense inputs {@code words}, {@code words_1} and so on, and
 * says nowhere there what these are; that the functions take such tensors is in the object graph.
 */
final class CompositeInputs {
  private CompositeInputs() {}

  /**
   * Returns what the parts of composite tensors are.
   *
   * @return a description such as {@code row_splits of the ragged words}, by name of the input;
   *     inputs that are tensors themselves aren't there
   */
  static Map<String, String> of(MetaGraphDef graph, SignatureDef signature) {
    Map<String, TensorInfo> inputs = signature.getInputsMap();
    boolean hasRagged = takes(graph, TypeSpecClass.RAGGED_TENSOR_SPEC);
    boolean hasSparse = takes(graph, TypeSpecClass.SPARSE_TENSOR_SPEC);
    Map<String, String> parts = new TreeMap<>();
    for (String name : inputs.keySet()) {
      List<String> others = others(name, inputs);
      if (hasSparse && isSparse(name, others, inputs)) {
        parts.put(name, "indices of the sparse " + name);
        parts.put(others.get(0), "values of the sparse " + name);
        parts.put(others.get(1), "dense_shape of the sparse " + name);
      } else if (hasRagged && isRagged(others, inputs)) {
        parts.put(name, "values of the ragged " + name);
        others.forEach(other -> parts.put(other, "row_splits of the ragged " + name));
      }
    }
    return parts;
  }

  private static List<String> others(String name, Map<String, TensorInfo> inputs) {
    List<String> others = new ArrayList<>();
    while (inputs.containsKey(name + "_" + (others.size() + 1))) {
      others.add(name + "_" + (others.size() + 1));
    }
    return others;
  }

  private static boolean isSparse(
      String name, List<String> others, Map<String, TensorInfo> inputs) {
    return others.size() == 2
        && inputs.get(name).getDtype() == DataType.DT_INT64
        && rank(inputs.get(name)) == 2
        && rank(inputs.get(others.get(0))) == 1
        && inputs.get(others.get(1)).getDtype() == DataType.DT_INT64
        && rank(inputs.get(others.get(1))) == 1;
  }

  private static boolean isRagged(List<String> others, Map<String, TensorInfo> inputs) {
    return !others.isEmpty()
        && others.stream()
            .map(inputs::get)
            .allMatch(
                splits ->
                    rank(splits) == 1
                        && (splits.getDtype() == DataType.DT_INT64
                            || splits.getDtype() == DataType.DT_INT32));
  }

  private static int rank(TensorInfo info) {
    return info.getTensorShape().getDimCount();
  }

  private static boolean takes(MetaGraphDef graph, TypeSpecClass kind) {
    return graph.getObjectGraphDef().getConcreteFunctionsMap().values().stream()
        .anyMatch(function -> has(function.getCanonicalizedInputSignature(), kind));
  }

  private static boolean has(StructuredValue value, TypeSpecClass kind) {
    return value.getTypeSpecValue().getTypeSpecClass() == kind
        || value.getTupleValue().getValuesList().stream().anyMatch(each -> has(each, kind))
        || value.getListValue().getValuesList().stream().anyMatch(each -> has(each, kind))
        || value.getDictValue().getFieldsMap().values().stream().anyMatch(each -> has(each, kind));
  }
}
