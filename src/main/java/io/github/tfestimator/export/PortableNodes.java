package io.github.tfestimator.export;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.TensorProto;

/**
 * The nodes of an export as Python's exporter writes them, which other programs expect.
 *
 * <ul>
 *   <li>Strings stand in {@code string_val}. The runtime writes them to {@code tensor_content},
 *       where OpenVINO doesn't look for the variables' names.
 *   <li>Attributes that have their default value are left out, so that an older TensorFlow, whose
 *       op doesn't have a newer attribute yet, loads the model.
 * </ul>
 */
final class PortableNodes {
  private final Map<String, OpDef> ops = RegisteredOps.byName();

  private PortableNodes() {}

  /** Rewrites the nodes of the graph and of its functions. */
  static void writeTo(MetaGraphDef.Builder model) {
    var nodes = new PortableNodes();
    GraphDef.Builder graph = model.getGraphDefBuilder();
    graph.getNodeBuilderList().forEach(nodes::rewrite);
    for (var function : graph.getLibraryBuilder().getFunctionBuilderList()) {
      function.getNodeDefBuilderList().forEach(nodes::rewrite);
    }
    model.getMetaInfoDefBuilder().setStrippedDefaultAttrs(true);
  }

  private void rewrite(NodeDef.Builder node) {
    // An op that isn't registered is a function's call.
    List<OpDef.AttrDef> attributes =
        ops.getOrDefault(node.getOp(), OpDef.getDefaultInstance()).getAttrList();
    for (OpDef.AttrDef attribute : attributes) {
      AttrValue value = node.getAttrMap().get(attribute.getName());
      if (attribute.hasDefaultValue() && attribute.getDefaultValue().equals(value)) {
        node.removeAttr(attribute.getName());
      }
    }
    AttrValue value = node.getAttrMap().get("value");
    if (value != null
        && value.getTensor().getDtype() == DataType.DT_STRING
        && !value.getTensor().getTensorContent().isEmpty()) {
      TensorProto strings = withStringValues(value.getTensor());
      node.putAttr("value", value.toBuilder().setTensor(strings).build());
    }
  }

  /** The content is the length of each string, then all strings. */
  private static TensorProto withStringValues(TensorProto tensor) {
    long count = 1;
    for (var dimension : tensor.getTensorShape().getDimList()) {
      count *= dimension.getSize();
    }
    TensorProto.Builder strings = tensor.toBuilder().clearTensorContent();
    CodedInputStream content = tensor.getTensorContent().newCodedInput();
    try {
      int[] lengths = new int[Math.toIntExact(count)];
      for (int i = 0; i < lengths.length; i++) {
        lengths[i] = content.readRawVarint32();
      }
      for (int length : lengths) {
        strings.addStringVal(ByteString.copyFrom(content.readRawBytes(length)));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return strings.build();
  }
}
