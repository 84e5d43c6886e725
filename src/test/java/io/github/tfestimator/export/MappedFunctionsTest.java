package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;

/** Functions that are mapped, and those that aren't. */
class MappedFunctionsTest {
  @Test
  void mappedFunctionsAndThoseThatTheyCallAreMarked() {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph.addNode(node("MapDefun", call("decode")));
    graph.addNode(node("PartitionedCall", call("network")));
    graph
        .getLibraryBuilder()
        .addFunction(function("jpeg", node("JpegScale", call("none"))))
        .addFunction(function("decode", node("Case", functions("png", "jpeg"))))
        .addFunction(function("png"))
        .addFunction(function("JpegScale"))
        .addFunction(function("network", node("MapDefun", call("row"))))
        .addFunction(function("row"))
        .addFunction(function("unused", node("If", functions("png"))));
    MappedFunctions.mark(graph);
    List<String> marked =
        graph.getLibrary().getFunctionList().stream()
            .filter(function -> function.containsAttr("_tf_data_function"))
            .map(function -> function.getSignature().getName())
            .toList();
    assertThat(marked).containsExactly("jpeg", "decode", "png", "JpegScale", "row");
  }

  private static FunctionDef function(String name, NodeDef... nodes) {
    return FunctionDef.newBuilder()
        .setSignature(OpDef.newBuilder().setName(name))
        .addAllNodeDef(List.of(nodes))
        .build();
  }

  private static AttrValue call(String name) {
    return AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(name)).build();
  }

  private static AttrValue functions(String... names) {
    var list = AttrValue.ListValue.newBuilder();
    for (String name : names) {
      list.addFunc(NameAttrList.newBuilder().setName(name));
    }
    return AttrValue.newBuilder().setList(list).build();
  }

  private static NodeDef node(String op, AttrValue value) {
    return NodeDef.newBuilder().setOp(op).putAttr("f", value).build();
  }
}
