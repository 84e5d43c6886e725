package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.Graph;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** SavedModels that TensorFlow's own loading gets wrong. */
class SavedModelLoaderTest {
  /** By Python's Estimator, with a vocabulary among the assets. */
  private static final Path ESTIMATOR = Path.of("src/test/resources/parity/served/estimator");

  private static final String COPY = " Restore the file, or copy the folder whole.";
  private static final String NO_VARIABLES = "it has no variables/variables.index." + COPY;

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
    assertRefused(NO_VARIABLES);
    AtomicFiles.deleteTree(model.resolve("assets"));
    assertRefused(NO_VARIABLES);
  }

  /** As of versions that come and go: TensorFlow restores nothing, and says nothing, then. */
  @Test
  @Tag("medium")
  void aModelWhoseVariablesGoWhileItLoadsIsRefusedOrWhole() throws Exception {
    Path index = model.resolve("variables/variables.index");
    Path away = folder.resolve("away");
    SavedModelLoader.load(model).close(); // The first load takes longer.
    long began = System.nanoTime();
    SavedModelLoader.load(model).close();
    long takes = System.nanoTime() - began;
    int refused = 0;
    for (int i = 0; i < 100; i++) {
      long delay = takes * i / 100;
      var taking = new FutureTask<>(() -> moveAfter(delay, index, away));
      new Thread(taking).start();
      try (var loaded = SavedModelLoader.load(model)) {
        loaded.session().runner().fetch("global_step/Read/ReadVariableOp").run().close();
      } catch (SavedModelException e) {
        refused++;
        assertThat(e).hasMessageContaining("variables").hasMessageNotContaining("Export it anew");
      }
      taking.get();
      Files.move(away, index);
    }
    assertThat(refused).isPositive();
  }

  private static Path moveAfter(long nanos, Path from, Path to) throws IOException {
    LockSupport.parkNanos(nanos);
    return Files.move(from, to);
  }

  /** As of a tool that wrote the graph alone: TensorFlow loads it, and the first request fails. */
  @Test
  void aGraphThatWasExportedWithoutVariablesIsRefused() throws IOException {
    AtomicFiles.deleteTree(model.resolve("variables"));
    rewrite(graph -> graph.clearSaverDef().removeCollectionDef("table_initializer"));
    assertRefused(NO_VARIABLES);
  }

  @Test
  void aGraphOfConstantsNeedsNoVariables() throws IOException {
    AtomicFiles.deleteTree(model.resolve("variables"));
    rewrite(graph -> constant(graph.clear()));
    SavedModelLoader.load(model).close();
  }

  @Test
  void aFileThatDiffersFromTheListIsRefused() throws IOException {
    FileChecksums.write(model);
    SavedModelLoader.load(model).close();
    Files.writeString(model.resolve("assets/shops.txt"), "another");
    assertRefused(
        "assets/shops.txt differs from its line in assets.extra/sha256.txt. Copy the folder anew; if the change was meant, delete assets.extra/sha256.txt.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"pipe", "variables/pipe", "assets/pipe"})
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such files")
  void aPipeIsRefused(String name) throws IOException, InterruptedException {
    String pipe = model.resolve(name).toString();
    assertThat(new ProcessBuilder("mkfifo", pipe).start().waitFor()).isZero();
    assertThatThrownBy(() -> SavedModelLoader.load(model))
        .isInstanceOf(SavedModelException.class)
        .hasMessageContaining("pipe is a pipe or device");
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
    assertRefused("it has no assets/shops.txt." + COPY);
  }

  @Test
  void aModelWhoseGraphIsCutOffIsRefused() throws IOException {
    Path graph = model.resolve("saved_model.pb");
    byte[] whole = Files.readAllBytes(graph);
    Files.write(graph, Arrays.copyOf(whole, whole.length / 2));
    assertThatThrownBy(() -> SavedModelLoader.load(model))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("The SavedModel %s can't be loaded: ", model)
        .hasMessageEndingWith(". A file is cut off or damaged: copy the folder anew.");
  }

  @Test
  void aShardThatIsMissingOrCutOffIsRefused() throws IOException {
    Path shard = model.resolve("variables/variables.data-00000-of-00001");
    byte[] whole = Files.readAllBytes(shard);
    Files.write(shard, Arrays.copyOf(whole, whole.length / 2));
    assertRefused(
        "Read less bytes than requested. A file is cut off or damaged: copy the folder anew.");
    Files.delete(shard);
    assertRefused("it has no variables/variables.data-00000-of-00001." + COPY);
  }

  @Test
  void theTagsOfAModelThatIsntToBeServedAreNamed() throws IOException {
    rewrite(graph -> graph.getMetaInfoDefBuilder().clearTags().addTags("train"));
    assertThatThrownBy(() -> SavedModelLoader.load(model))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith(
            "The SavedModel %s has no graph of the tag serve alone, only of {train}. ", model);
  }

  private void assertRefused(String why) {
    assertThatThrownBy(() -> SavedModelLoader.load(model))
        .isInstanceOf(SavedModelException.class)
        .hasMessage("The SavedModel %s can't be loaded: %s", model, why);
  }
}
