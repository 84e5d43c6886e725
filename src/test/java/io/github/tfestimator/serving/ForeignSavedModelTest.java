package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.TensorFlow;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.proto.SavedModel;
import org.tensorflow.proto.TensorInfo;

/** Keras 3's export, whole and with what other programs may have done to it. */
class ForeignSavedModelTest {
  private static final Path KERAS3 = Path.of("src/test/resources/parity/tf2/keras3_export");
  @TempDir private Path folder;

  @BeforeEach
  void copy() throws IOException {
    try (Stream<Path> tree = Files.walk(KERAS3)) {
      for (Path path : (Iterable<Path>) tree.filter(Files::isRegularFile)::iterator) {
        Path to = folder.resolve(KERAS3.relativize(path).toString());
        Files.createDirectories(to.getParent());
        Files.copy(path, to);
      }
    }
  }

  @Test
  void kerasExportIsServed() {
    try (var predictor = SavedModelPredictor.load(folder)) {
      assertThat(predictor.predict(input())).hasSize(1);
    }
  }

  @Test
  void withoutSignaturesItSaysHowToSaveSome() throws IOException {
    rewrite(
        graph ->
            Set.copyOf(graph.getSignatureDefMap().keySet()).stream()
                .filter(key -> !key.startsWith("__"))
                .forEach(graph::removeSignatureDef));
    assertRefused("The SavedModel " + folder + " has no signatures that could be called. Save it");
  }

  @Test
  void anOpThatIsMissingIsNamedWithBothVersions() throws IOException {
    rewrite(
        graph ->
            graph
                .getGraphDefBuilder()
                .addNode(NodeDef.newBuilder().setName("future").setOp("FutureOp")));
    assertRefused(
        "The SavedModel %s of TensorFlow 2.21.0 has the op FutureOp, which TensorFlow %s lacks: export"
            .formatted(folder, TensorFlow.version()));
  }

  @Test
  void aGraphThatIsTooNewIsSoCalled() throws IOException {
    rewrite(graph -> graph.getGraphDefBuilder().getVersionsBuilder().setMinConsumer(999_999));
    assertRefused("is too new for TensorFlow " + TensorFlow.version());
  }

  @Test
  void aCompositeInputIsNamed() throws IOException {
    rewrite(
        graph -> {
          var signature = graph.getSignatureDefOrThrow("serving_default").toBuilder();
          String input = signature.getInputsMap().keySet().iterator().next();
          TensorInfo.Builder info = signature.getInputsOrThrow(input).toBuilder();
          info.getCompositeTensorBuilder();
          graph.putSignatureDef(
              "serving_default", signature.putInputs(input, info.build()).build());
        });
    assertRefused(
        "isn't one tensor, but ragged, sparse or another composite: export it with dense ones.");
  }

  @Test
  void anOutputThatIsAnInputIsAnswered() throws IOException {
    String input = input().keySet().iterator().next();
    float[][][][] images = new float[2][28][28][1];
    images[1][27][3][0] = 0.5f;
    rewrite(
        graph -> {
          var signature = graph.getSignatureDefOrThrow("serving_default").toBuilder();
          signature.putOutputs("same", signature.getInputsOrThrow(input));
          graph.putSignatureDef("serving_default", signature.build());
          String output = signature.getOutputsMap().keySet().iterator().next();
          graph.putSignatureDef("echo", signature.removeOutputs(output).build());
        });
    try (var predictor = SavedModelPredictor.load(folder)) {
      Map<String, NdArray<?>> answer = predictor.predict(Map.of(input, images));
      assertThat(answer).hasSize(2);
      assertThat(answer.get("same")).isEqualTo(StdArrays.ndCopyOf(images));
      Map<String, NdArray<?>> echo = predictor.predict("echo", Map.of(input, images));
      assertThat(echo).isEqualTo(Map.of("same", StdArrays.ndCopyOf(images)));
    }
  }

  @Test
  void aPointerOfGitLfsIsNamed() throws IOException {
    String pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n";
    Path values = folder.resolve("variables/variables.data-00000-of-00001");
    Files.writeString(values, pointer);
    assertRefused(values + " is a Git LFS pointer, not a file of a SavedModel: run git lfs pull");
    Path graph = folder.resolve("saved_model.pb");
    Files.writeString(graph, pointer);
    assertRefused(graph + " is a Git LFS pointer, not a file of a SavedModel: run git lfs pull");
    assertThatThrownBy(() -> SavedModelInfo.read(folder))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith(graph + " is a Git LFS pointer");
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    Files.delete(folder.resolve("variables/variables.data-00000-of-00001"));
    assertRefused("variables.data-00000-of-00001");
  }

  private void assertRefused(String message) {
    assertThatThrownBy(
            () -> {
              try (var predictor = SavedModelPredictor.load(folder)) {
                predictor.predict("serving_default", input(), outputs -> null);
              }
            })
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining(message);
  }

  private Map<String, ?> input() {
    String name =
        SavedModelInfo.read(KERAS3).signatures().stream()
            .filter(signature -> signature.name().equals("serving_default"))
            .flatMap(signature -> signature.inputs().keySet().stream())
            .findFirst()
            .orElseThrow();
    return Map.of(name, new float[1][28][28][1]);
  }

  private void rewrite(Consumer<MetaGraphDef.Builder> change) throws IOException {
    Path file = folder.resolve("saved_model.pb");
    SavedModel.Builder model = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(model.getMetaGraphsBuilder(0));
    Files.write(file, model.build().toByteArray());
  }
}
