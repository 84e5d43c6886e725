package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.TensorProto;

/** Nodes of functions that are merged, and those that aren't. */
class EqualNodesTest {
  @Test
  void nodesWithEqualInputsAreMergedThroughTheWholeFunction() {
    FunctionDef merged =
        merged(
            node("c", "Const", number(1)),
            node("b", "Const", number(1)),
            node("other", "Const", number(2)),
            node("sum_2", "Add", "x", "c:output:0"),
            node("sum_1", "Add", "x", "b:output:0"),
            node("swapped", "Add", "b:output:0", "x"),
            node("product", "Mul", "sum_1:z:0", "sum_2:z:0"));
    assertThat(merged.getNodeDefList())
        .containsExactlyInAnyOrder(
            node("b", "Const", number(1)),
            node("other", "Const", number(2)),
            node("sum_1", "Add", "x", "b:output:0"),
            node("swapped", "Add", "b:output:0", "x"),
            node("product", "Mul", "sum_1:z:0", "sum_1:z:0"));
  }

  @Test
  void resultsAndControlInputsAreRenamed() {
    FunctionDef merged =
        merged(
            node("a", "Neg", "x"),
            node("b", "Neg", "x"),
            node("after_b", "Exp", "x", "^b", "^y"),
            node("after_a", "Exp", "x", "^y", "^a"));
    assertThat(merged.getNodeDefList())
        .containsExactlyInAnyOrder(node("a", "Neg", "x"), node("after_a", "Exp", "x", "^y", "^a"));
    assertThat(merged.getRetMap()).containsEntry("result", "a:y:0");
    assertThat(merged.getControlRetMap()).containsEntry("done", "after_a");
  }

  @Test
  void whatHasStateOrIsUnknownStays() {
    var nodes =
        new NodeDef[] {
          node("random_1", "RandomUniform", "x"), node("random_2", "RandomUniform", "x"),
          node("call_1", "a_function", "x"), node("call_2", "a_function", "x"),
          node("free", "Neg", "x"), node("waiting", "Neg", "x", "^random_1")
        };
    assertThat(merged(nodes).getNodeDefList()).containsExactlyInAnyOrder(nodes);
  }

  private static FunctionDef merged(NodeDef... nodes) {
    GraphDef.Builder graph = GraphDef.newBuilder();
    graph
        .getLibraryBuilder()
        .addFunctionBuilder()
        .addAllNodeDef(List.of(nodes))
        .putRet("result", "b:y:0")
        .putControlRet("done", "after_b");
    EqualNodes.merge(graph);
    return graph.getLibrary().getFunction(0);
  }

  private static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  private static NodeDef node(String name, String op, AttrValue value) {
    return node(name, op).toBuilder().putAttr("value", value).build();
  }

  private static AttrValue number(int number) {
    var tensor = TensorProto.newBuilder().addIntVal(number);
    return AttrValue.newBuilder().setTensor(tensor).build();
  }
}
