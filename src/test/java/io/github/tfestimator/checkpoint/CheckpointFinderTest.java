package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

class CheckpointFinderTest {
  @TempDir private Path folder;

  @Test
  void aModelDirectoryStandsForItsNewestCheckpoint() throws IOException {
    save(folder.resolve("model.ckpt-1"));
    save(folder.resolve("model.ckpt-2"));
    Files.writeString(
        folder.resolve("checkpoint"),
        """
        model_checkpoint_path: "model.ckpt-2"
        all_model_checkpoint_paths: "model.ckpt-1"
        all_model_checkpoint_paths: "model.ckpt-2"
        """);
    assertOpens(folder, folder.resolve("model.ckpt-2"));
  }

  /** A name without a number of steps, which the error would tell. */
  @Test
  void aStateThatNamesTheRootGivesWayToTheOneBefore() throws IOException {
    save(folder.resolve("model.ckpt-1"));
    Files.writeString(
        folder.resolve("checkpoint"),
        """
        model_checkpoint_path: "/"
        all_model_checkpoint_paths: "model.ckpt-1"
        """);
    assertOpens(folder, folder.resolve("model.ckpt-1"));
  }

  @Test
  void aPrefixStandsForItself() {
    Path prefix = folder.resolve("model.ckpt-7");
    save(prefix);
    assertOpens(prefix, prefix);
  }

  @Test
  void aSavedModelStandsForItsVariables() throws IOException {
    assertOpens(folder.resolve("9"), saveModel("9"));
  }

  @Test
  void aFolderOfVersionsStandsForTheHighest() throws IOException {
    saveModel("9");
    Path highest = saveModel("10");
    saveModel("temp-11");
    Files.createDirectory(folder.resolve("12"));
    assertOpens(folder, highest);
  }

  @Test
  void whatIsDamagedIsNotSkipped() throws IOException {
    saveModel("9");
    Path data = folder.resolve("10/variables/variables.data-00000-of-00001");
    saveModel("10");
    Files.write(data, new byte[2]);
    assertThatThrownBy(() -> CheckpointFinder.open(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(data.toString());
  }

  @Test
  void anythingElseIsAnErrorThatSaysWhatWasLookedFor() throws IOException {
    for (Path path : new Path[] {folder, folder.resolve("missing")}) {
      assertThatThrownBy(() -> CheckpointFinder.open(path))
          .isInstanceOf(CheckpointException.class)
          .hasMessage(
              "There is no model at %s: neither a model directory with a file checkpoint, nor the prefix"
                  + " of a checkpoint, such as DIR/model.ckpt-16000, nor a SavedModel with"
                  + " saved_model.pb, nor a folder of SavedModels named by integers.",
              path);
    }
  }

  @Test
  void oneFileOfACheckpointIsRefusedWithThePrefixToName() {
    Path prefix = folder.resolve("model.ckpt-7");
    save(prefix);
    for (String ending : new String[] {".index", ".data-00000-of-00001"}) {
      assertThatThrownBy(() -> CheckpointFinder.open(Path.of(prefix + ending)))
          .isInstanceOf(CheckpointException.class)
          .hasMessage(
              "%s is one file of a checkpoint. Leave out \"%s\": name %s.",
              prefix + ending, ending, prefix);
    }
    assertThatThrownBy(() -> CheckpointFinder.open(folder.resolve("model.ckpt-8.index")))
        .hasMessageStartingWith("There is no model at ");
  }

  private static void assertOpens(Path path, Path prefix) {
    assertThat(CheckpointFinder.open(path).prefix()).isEqualTo(prefix);
  }

  /** Only the variables of a SavedModel are ever read. */
  private Path saveModel(String name) throws IOException {
    Path variables = Files.createDirectories(folder.resolve(name).resolve("variables"));
    Files.createFile(folder.resolve(name).resolve("saved_model.pb"));
    save(variables.resolve("variables"));
    return variables.resolve("variables");
  }

  private static void save(Path prefix) {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var weight = tf.withName("weight").variable(tf.constant(0f));
      session.run(tf.assign(weight, tf.constant(1f)));
      session.save(prefix.toString());
    }
  }
}
