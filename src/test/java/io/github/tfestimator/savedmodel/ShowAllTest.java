package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.AttrValue;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.MetaGraphDef.MetaInfoDef;
import org.tensorflow.proto.NameAttrList;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

class ShowAllTest {
  /**
   * The text is what {@code saved_model_cli show --all} of Python's TensorFlow 2.15 printed of this
   * SavedModel; only the ops are put in order.
   */
  @Test
  void printsWhatPythonsProgramPrints() {
    SavedModel model =
        SavedModel.newBuilder()
            .addMetaGraphs(graph(List.of("serve", "tpu")))
            .addMetaGraphs(
                graph(List.of("serve")).toBuilder()
                    .setGraphDef(calls())
                    .putSignatureDef(
                        "second", signature("x", "ctc_pop", "tensorflow/serving/predict"))
                    .putSignatureDef("first", signature("b", "a", "")))
            .build();
    assertThat(String.join("\n", ShowAll.lines(model)) + "\n")
        .isEqualTo(
            """

            MetaGraphDef with tag-set: 'serve' contains the following SignatureDefs:

            signature_def['first']:
              The given SavedModel SignatureDef contains the following input(s):
                inputs['a'] tensor_info:
                    dtype: DT_FLOAT
                    shape: (-1, 3)
                    name: t:0
                inputs['b'] tensor_info:
                    dtype: DT_STRING
                    shape: unknown_rank
                    name: t:0
              The given SavedModel SignatureDef contains the following output(s):
                outputs['out'] tensor_info:
                    dtype: DT_INT64
                    shape: ()
                    name: t:0
              Method name is:\s

            signature_def['second']:
              The given SavedModel SignatureDef contains the following input(s):
                inputs['ctc_pop'] tensor_info:
                    dtype: DT_FLOAT
                    shape: (-1, 3)
                    name: t:0
                inputs['x'] tensor_info:
                    dtype: DT_STRING
                    shape: unknown_rank
                    name: t:0
              The given SavedModel SignatureDef contains the following output(s):
                outputs['out'] tensor_info:
                    dtype: DT_INT64
                    shape: ()
                    name: t:0
              Method name is: tensorflow/serving/predict
            The MetaGraph with tag set ['serve'] contains the following ops: {'MapDefun', 'MatMul', 'PartitionedCall', 'Placeholder', 'Relu', 'StatefulPartitionedCall'}

            MetaGraphDef with tag-set: 'serve, tpu' contains the following SignatureDefs:
            The MetaGraph with tag set ['serve', 'tpu'] contains the following ops: {'Const'}
            """);
  }

  private static MetaGraphDef graph(List<String> tags) {
    return MetaGraphDef.newBuilder()
        .setMetaInfoDef(MetaInfoDef.newBuilder().addAllTags(tags))
        .setGraphDef(GraphDef.newBuilder().addNode(node("Const")))
        .build();
  }

  /** Functions that call each other, of which one isn't used. */
  private static GraphDef calls() {
    return GraphDef.newBuilder()
        .addNode(node("Placeholder"))
        .addNode(node("by_name"))
        .addNode(call("PartitionedCall", "outer"))
        .setLibrary(
            FunctionDefLibrary.newBuilder()
                .addFunction(function("outer", call("StatefulPartitionedCall", "inner")))
                .addFunction(function("inner", node("MatMul"), node("outer")))
                .addFunction(function("by_name", node("Relu"), call("MapDefun", "mapped")))
                .addFunction(function("mapped", node("DecodeImage")))
                .addFunction(function("unused", node("Softmax"))))
        .build();
  }

  private static NodeDef node(String op) {
    return NodeDef.newBuilder().setName("a_" + op).setOp(op).build();
  }

  private static NodeDef call(String op, String function) {
    var called = AttrValue.newBuilder().setFunc(NameAttrList.newBuilder().setName(function));
    return node(op).toBuilder().putAttr("f", called.build()).build();
  }

  private static FunctionDef function(String name, NodeDef... nodes) {
    return FunctionDef.newBuilder()
        .setSignature(OpDef.newBuilder().setName(name))
        .addAllNodeDef(List.of(nodes))
        .build();
  }

  /** Two inputs, of unknown rank and of [-1, 3], and a scalar output. */
  private static SignatureDef signature(String input, String other, String method) {
    return SignatureDef.newBuilder()
        .putInputs(
            input,
            tensor(DataType.DT_STRING, TensorShapeProto.newBuilder().setUnknownRank(true).build()))
        .putInputs(other, tensor(DataType.DT_FLOAT, shape(-1, 3)))
        .putOutputs("out", tensor(DataType.DT_INT64, shape()))
        .setMethodName(method)
        .build();
  }

  private static TensorInfo tensor(DataType type, TensorShapeProto shape) {
    return TensorInfo.newBuilder().setName("t:0").setDtype(type).setTensorShape(shape).build();
  }

  private static TensorShapeProto shape(long... sizes) {
    var shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return shape.build();
  }
}
