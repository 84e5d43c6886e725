package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;

class SignatureGraphsTest {
  private static NodeDef node(String name, String op, String... inputs) {
    return NodeDef.newBuilder().setName(name).setOp(op).addAllInput(List.of(inputs)).build();
  }

  private static SignatureDef signature(String input, String output) {
    return SignatureDef.newBuilder()
        .putInputs("in", info(input))
        .putOutputs("out", info(output))
        .build();
  }

  private static TensorInfo info(String name) {
    return TensorInfo.newBuilder().setName(name).setDtype(DataType.DT_FLOAT).build();
  }

  /** Files are decoded to an image, which is scaled and goes through the network. */
  private static MetaGraphDef.Builder chained() {
    MetaGraphDef.Builder model = MetaGraphDef.newBuilder();
    model
        .getGraphDefBuilder()
        .addNode(node("kernel", "VarHandleOp"))
        .addNode(node("files", "Placeholder"))
        .addNode(node("decoded", "Split", "kernel", "files"))
        .addNode(withDefault("image", "decoded:1"))
        .addNode(node("scaled", "Mul", "image", "image", "^kernel", "^files"))
        .addNode(withDefault("x", "scaled"))
        .addNode(node("softmax", "MatMul", "x", "kernel"))
        .addNode(node("filename", "Placeholder"))
        .addNode(node("restore", "RestoreV2", "filename"));
    return model
        .putSignatureDef("serving_default", signature("x:0", "softmax:0"))
        .putSignatureDef("pixels", signature("image:0", "softmax:0"))
        .putSignatureDef("files", signature("files:0", "softmax:0"));
  }

  private static NodeDef withDefault(String name, String input) {
    return node(name, "PlaceholderWithDefault", input).toBuilder()
        .putAttr("dtype", AttrValue.newBuilder().setType(DataType.DT_FLOAT).build())
        .build();
  }

  private static Map<String, NodeDef> separated(MetaGraphDef.Builder model) {
    SignatureGraphs.separate(model);
    Map<String, NodeDef> nodes = new HashMap<>();
    model.getGraphDef().getNodeList().forEach(node -> nodes.put(node.getName(), node));
    assertThat(nodes).hasSize(model.getGraphDef().getNodeCount());
    return nodes;
  }

  private static Set<String> behind(Map<String, NodeDef> nodes, String output) {
    Set<String> reached = new TreeSet<>();
    Deque<String> pending = new ArrayDeque<>(List.of(output));
    while (!pending.isEmpty()) {
      String name = pending.remove().replaceFirst("\\^", "").replaceFirst(":.*", "");
      if (reached.add(name)) {
        assertThat(nodes).containsKey(name);
        pending.addAll(nodes.get(name).getInputList());
      }
    }
    return reached;
  }

  @Test
  void aSignatureReachesNothingOfTheOthers() {
    MetaGraphDef.Builder model = chained();
    Map<String, NodeDef> nodes = separated(model);
    assertThat(behind(nodes, outputOf(model, "serving_default")))
        .containsExactly("kernel", "softmax", "x");
    assertThat(behind(nodes, outputOf(model, "pixels")))
        .contains("kernel", "pixels/image", "pixels/softmax")
        .noneMatch(name -> name.contains("files/files") || name.contains("decoded"));
    assertThat(nodes.get("x").getOp()).isEqualTo("Placeholder");
    assertThat(nodes.get("pixels/x").getOp()).isEqualTo("Identity");
    assertThat(nodes.get("pixels/image").getOp()).isEqualTo("Placeholder");
  }

  private static String outputOf(MetaGraphDef.Builder model, String key) {
    return model.getSignatureDefOrThrow(key).getOutputsOrThrow("out").getName();
  }

  /** A node has the name of the signature already. */
  @Test
  void aTakenNameIsNotTakenAgain() {
    MetaGraphDef.Builder model = chained();
    Map<String, NodeDef> nodes = separated(model);
    assertThat(model.getSignatureDefOrThrow("files").getInputsOrThrow("in").getName())
        .isEqualTo("files_1/files:0");
    assertThat(nodes.get("files_1/image").getInputList()).containsExactly("files_1/decoded:1");
    assertThat(nodes.get("files_1/decoded").getInputList())
        .containsExactly("kernel", "files_1/files");
  }

  @Test
  void whatNoSignatureFeedsStays() {
    Map<String, NodeDef> nodes = separated(chained());
    assertThat(nodes.get("restore").getInputList()).containsExactly("filename");
    assertThat(nodes.get("filename").getOp()).isEqualTo("Placeholder");
  }

  @Test
  void controlInputsAreRenamedToo() {
    Map<String, NodeDef> nodes = separated(chained());
    assertThat(nodes.get("files_1/scaled").getInputList())
        .containsExactly("files_1/image", "files_1/image", "^kernel", "^files_1/files");
  }

  @Test
  void anyKeyMakesAScope() {
    MetaGraphDef.Builder model = chained().putSignatureDef("_µ key", signature("x:0", "softmax:0"));
    model.getGraphDefBuilder().addNode(node("signature___key", "NoOp"));
    assertThat(separated(model)).containsKeys("signature___key_1/x", "signature___key_1/softmax");
  }
}
