package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.savedmodel.SavedModelInfo.Signature;
import io.github.tfestimator.savedmodel.SavedModelInfo.TensorText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.FunctionDef;
import org.tensorflow.proto.FunctionDefLibrary;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.OpDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.SignatureDef;
import org.tensorflow.proto.TensorInfo;
import org.tensorflow.proto.TensorShapeProto;

class SavedModelInfoTest {
  @TempDir private Path folder;

  @Test
  void readsTheSignaturesOfTheHighestVersion() throws IOException {
    var price = SignatureDef.newBuilder().setMethodName("tensorflow/serving/predict");
    price.putInputs("rows", tensor("x:0", DataType.DT_FLOAT, -1, 12));
    price.putOutputs("price", tensor("y:0", DataType.DT_FLOAT, -1));
    var graph = MetaGraphDef.newBuilder().putSignatureDef("price", price.build());
    graph.putSignatureDef("empty", SignatureDef.getDefaultInstance());
    graph.putSignatureDef("__saved_model_init_op", SignatureDef.getDefaultInstance());
    write("7", SavedModel.getDefaultInstance().toByteArray());
    Path version = write("8", SavedModel.newBuilder().addMetaGraphs(graph).build().toByteArray());

    SavedModelInfo info = SavedModelInfo.read(folder);
    assertThat(info.folder()).isEqualTo(version);
    assertThat(info.variables()).isEqualTo(version.resolve("variables/variables"));
    assertThat(info.signatures())
        .containsExactly(
            new Signature("empty", "", Map.of(), Map.of()),
            new Signature(
                "price",
                "tensorflow/serving/predict",
                Map.of("rows", new TensorText("x:0", "DT_FLOAT", List.of(-1L, 12L))),
                Map.of("price", new TensorText("y:0", "DT_FLOAT", List.of(-1L)))));
    assertThat(info.showAll()).contains("    inputs['rows'] tensor_info:");
  }

  @Test
  void aSavedModelWithoutAGraphIsAnError() throws IOException {
    Path version = write("1", SavedModel.getDefaultInstance().toByteArray());
    assertThatThrownBy(() -> SavedModelInfo.read(version))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "%s holds no graph: copy or export the model anew.", version.resolve("saved_model.pb"));
  }

  @Test
  void aDamagedFileIsAnErrorThatNamesIt() throws IOException {
    Path version = write("1", new byte[] {1, 2, 3});
    assertThatThrownBy(() -> SavedModelInfo.read(version))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("Can't read %s: ", version.resolve("saved_model.pb"));
  }

  @Test
  void aFileOfAnotherKindIsNamed() throws IOException {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n";
    Path version = write("1", pointer.getBytes(StandardCharsets.UTF_8));
    assertThatThrownBy(() -> SavedModelInfo.read(version))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("is a Git LFS pointer, not a file of a SavedModel");
  }

  /** No program writes two functions of one name. */
  @Test
  void ofTwoFunctionsOfOneNameTheLastCounts() {
    var library =
        FunctionDefLibrary.newBuilder().addFunction(function("Abs")).addFunction(function("Exp"));
    var graph = GraphDef.newBuilder().setLibrary(library).addNode(NodeDef.newBuilder().setOp("f"));
    assertThat(GraphOps.of(graph.build())).containsExactly("Exp");
  }

  private static FunctionDef function(String op) {
    return FunctionDef.newBuilder()
        .setSignature(OpDef.newBuilder().setName("f"))
        .addNodeDef(NodeDef.newBuilder().setOp(op))
        .build();
  }

  private Path write(String version, byte[] model) throws IOException {
    Path path = Files.createDirectories(folder.resolve(version));
    Files.write(path.resolve("saved_model.pb"), model);
    return path;
  }

  private static TensorInfo tensor(String name, DataType type, long... sizes) {
    var shape = TensorShapeProto.newBuilder();
    for (long size : sizes) {
      shape.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorInfo.newBuilder().setName(name).setDtype(type).setTensorShape(shape).build();
  }
}
