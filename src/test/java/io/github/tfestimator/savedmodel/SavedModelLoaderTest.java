package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** SavedModels that TensorFlow's own loading gets wrong. */
class SavedModelLoaderTest {
  /** By Python's Estimator, with a vocabulary among the assets. */
  private static final Path ESTIMATOR = Path.of("src/test/resources/parity/served/estimator");

  @TempDir private Path folder;
  private Path model;

  @BeforeEach
  void copy() throws IOException {
    model = folder.resolve("model");
    try (Stream<Path> tree = Files.walk(ESTIMATOR)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Files.copy(path, model.resolve(ESTIMATOR.relativize(path).toString()));
      }
    }
  }

  @Test
  void leavesTheFilesOfAModelWithTablesAlone() throws IOException {
    SavedModelLoader.load(model).close();
    for (String file : new String[] {"assets/shops.txt", "variables/variables.index"}) {
      assertThat(model.resolve(file)).hasSameBinaryContentAs(ESTIMATOR.resolve(file));
    }
  }

  /** The copy of a graph without its tables has a link to the assets. */
  @Test
  void leavesNoCopyBehind() throws IOException {
    String marker = "marker-" + folder.getFileName();
    Files.createFile(model.resolve("assets").resolve(marker));
    SavedModelLoader.load(model).close();
    assertThat(Path.of(System.getProperty("java.io.tmpdir")))
        .isDirectoryNotContaining(copy -> Files.exists(copy.resolve("assets").resolve(marker)));
  }

  /** Without the copy, TensorFlow Java fills the table a second time, from no file. */
  @Test
  void theTablesAreThereOnce() {
    try (var loaded = SavedModelLoader.load(model)) {
      assertThat(loaded.metaGraphDef().containsCollectionDef("table_initializer")).isFalse();
    }
  }

  @Test
  void aModelWithoutItsVariablesIsRefused() throws IOException {
    AtomicFiles.deleteTree(model.resolve("variables"));
    assertRefused("it has no variables/variables.index");
    AtomicFiles.deleteTree(model.resolve("assets"));
    assertRefused("it has no variables/variables.index");
  }

  /** As of a tool that wrote the graph alone: TensorFlow loads it, and the first request fails. */
  @Test
  void aGraphThatWasExportedWithoutVariablesIsRefused() throws IOException {
    AtomicFiles.deleteTree(model.resolve("variables"));
    rewrite(graph -> graph.clearSaverDef().removeCollectionDef("table_initializer"));
    assertRefused("it has no variables/variables.index");
  }

  @Test
  void aGraphOfConstantsNeedsNoVariables() throws IOException {
    AtomicFiles.deleteTree(model.resolve("variables"));
    rewrite(graph -> constant(graph.clear()));
    SavedModelLoader.load(model).close();
  }

  private static void constant(MetaGraphDef.Builder metaGraph) {
    try (var graph = new Graph()) {
      Ops.create(graph).constant(1);
      metaGraph.setGraphDef(graph.toGraphDef()).getMetaInfoDefBuilder().addTags("serve");
    }
  }

  private void rewrite(Consumer<MetaGraphDef.Builder> change) throws IOException {
    Path file = model.resolve("saved_model.pb");
    var rewritten = SavedModel.parseFrom(Files.readAllBytes(file)).toBuilder();
    change.accept(rewritten.getMetaGraphsBuilder(0));
    Files.write(file, rewritten.build().toByteArray());
  }

  @Test
  void aModelWithoutItsAssetsIsRefused() throws IOException {
    Files.delete(model.resolve("assets/shops.txt"));
    assertRefused("");
  }

  @Test
  void aModelWhoseGraphIsCutOffIsRefused() throws IOException {
    Path graph = model.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(graph);
    Files.write(graph, Arrays.copyOf(whole, whole.length / 2));
    assertRefused("");
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> SavedModelLoader.load(model))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The SavedModel %s can't be loaded: %s", model, why)
        .hasMessageEndingWith(" Export it anew.");
  }
}
