package io.github.tfestimator.savedmodel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

/**
 * The lines that {@code saved_model_cli show --all} of TensorFlow 2.15 prints. The ops are in
 * alphabetical order; Python prints them in another order each time. The functions of a SavedModel
 * made of Python objects are left out: an estimator's SavedModel has none.
 *
 * @see <a
 *     href="https://github.com/tensorflow/tensorflow/blob/v2.15.0/tensorflow/python/tools/saved_model_cli.py">saved_model_cli.py,
 *     _show_all</a>
 */
final class ShowAll {
  private ShowAll() {}

  static List<String> lines(SavedModel model) {
    List<String> lines = new ArrayList<>();
    model.getMetaGraphsList().stream()
        .sorted(Comparator.comparing(graph -> String.join("\0", tags(graph))))
        .forEach(graph -> add(lines, graph));
    return lines;
  }

  private static void add(List<String> lines, MetaGraphDef graph) {
    lines.add("");
    lines.add(
        "MetaGraphDef with tag-set: '%s' contains the following SignatureDefs:"
            .formatted(String.join(", ", tags(graph))));
    new TreeMap<>(graph.getSignatureDefMap())
        .forEach((key, signature) -> add(lines, key, signature));
    lines.add(
        "The MetaGraph with tag set [%s] contains the following ops: {%s}"
            .formatted(quoted(tags(graph)), quoted(GraphOps.of(graph.getGraphDef()))));
  }

  private static void add(List<String> lines, String key, SignatureDef signature) {
    lines.add("");
    lines.add("signature_def['%s']:".formatted(key));
    lines.add("  The given SavedModel SignatureDef contains the following input(s):");
    add(lines, "inputs", signature.getInputsMap());
    lines.add("  The given SavedModel SignatureDef contains the following output(s):");
    add(lines, "outputs", signature.getOutputsMap());
    lines.add("  Method name is: " + signature.getMethodName());
  }

  private static void add(List<String> lines, String side, Map<String, TensorInfo> tensors) {
    new TreeMap<>(tensors)
        .forEach(
            (key, tensor) -> {
              lines.add("    %s['%s'] tensor_info:".formatted(side, key));
              lines.add("        dtype: " + tensor.getDtype().name());
              lines.add("        shape: " + shape(tensor.getTensorShape()));
              lines.add("        name: " + tensor.getName());
            });
  }

  private static String shape(TensorShapeProto shape) {
    if (shape.getUnknownRank()) {
      return "unknown_rank";
    }
    return shape.getDimList().stream()
        .map(dim -> Long.toString(dim.getSize()))
        .collect(Collectors.joining(", ", "(", ")"));
  }

  private static List<String> tags(MetaGraphDef graph) {
    return graph.getMetaInfoDef().getTagsList();
  }

  private static String quoted(Iterable<String> names) {
    List<String> quoted = new ArrayList<>();
    names.forEach(name -> quoted.add("'" + name + "'"));
    return String.join(", ", quoted);
  }
}
