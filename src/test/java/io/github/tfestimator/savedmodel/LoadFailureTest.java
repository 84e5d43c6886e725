package io.github.tfestimator.savedmodel;

import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.SPARSE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.TensorFlow;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.SavedModel;

/** TensorFlow's reasons, made advice. */
class LoadFailureTest {
  private static final Exception CAUSE = new IllegalStateException();
  private static final String MISSING_OP = "Op type not registered 'Foo' in binary running on x";

  @TempDir private Path folder;

  @Test
  void namesTheOpAndWhoWroteTheModel() throws IOException {
    write("2.99.0");
    assertThat(LoadFailure.of(folder, MISSING_OP, CAUSE))
        .hasMessage(
            "The SavedModel %s of TensorFlow 2.99.0 has the op Foo, which TensorFlow %s lacks: export it with a TensorFlow that isn't newer, or without that op.",
            folder, TensorFlow.version())
        .hasCause(CAUSE);
  }

  @Test
  void saysThatAModelIsTooNew() throws IOException {
    write("2.99.0");
    String reason = "GraphDef min consumer version 9999 above current version 1994 for TensorFlow";
    assertThat(LoadFailure.of(folder, reason, CAUSE))
        .hasMessage(
            "The SavedModel %s of TensorFlow 2.99.0 is too new for TensorFlow %s: export it with a TensorFlow that isn't newer.",
            folder, TensorFlow.version());
  }

  @Test
  void saysWhichTensorIsSparse() throws IOException {
    write("2.99.0");
    String reason = "Input \"x\"'s operand \"\" does not exist";
    assertThat(LoadFailure.of(folder, reason, CAUSE))
        .hasMessage(
            "The SavedModel %s of TensorFlow 2.99.0 has a signature whose x isn't one tensor, but ragged, sparse or another composite: export it with dense ones.",
            folder);
  }

  @Test
  void leavesOutAWriterThatIsntKnown() throws IOException {
    String start = "The SavedModel %s has the op Foo";
    assertThat(LoadFailure.of(folder, MISSING_OP, CAUSE)).hasMessageStartingWith(start, folder);
    write("");
    assertThat(LoadFailure.of(folder, MISSING_OP, CAUSE)).hasMessageStartingWith(start, folder);
    Files.write(folder.resolve("saved_model.pb"), new byte[0]);
    assertThat(LoadFailure.of(folder, MISSING_OP, CAUSE)).hasMessageStartingWith(start, folder);
  }

  @Test
  void givesAnyOtherReasonItself() throws IOException {
    write("2.99.0");
    assertThat(LoadFailure.of(folder, "it broke", CAUSE))
        .hasMessage(
            "The SavedModel %s can't be loaded: it broke. Copy the folder anew, or export the model anew.",
            folder);
  }

  /** TensorFlow's words for a file that was copied in part, or not as it was. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Read less bytes than requested",
        "TensorBundle at variables shard 0 (9 bytes): Checksum does not match: stored 1 vs. 2",
        "not an sstable (bad magic number)",
        "Can't parse saved_model.pb as binary proto"
      })
  void aDamagedFileIsToBeCopiedAnew(String reason) {
    assertThat(LoadFailure.of(folder, reason, CAUSE))
        .hasMessage(
            "The SavedModel %s can't be loaded: %s. A file is cut off or damaged: copy the folder anew.",
            folder, reason);
  }

  /** Below the copy without tables, which isn't the user's folder. */
  @Test
  void namesAMissingFileBelowTheUsersFolder() {
    String reason = "/tmp/saved_model123/assets/shops.txt; No such file or directory";
    assertThat(LoadFailure.of(folder, reason, CAUSE))
        .hasMessage(
            "The SavedModel %s can't be loaded: it has no assets/shops.txt. Restore the file, or copy the folder whole.",
            folder);
  }

  @Test
  void saysWhichTagsThereAre() throws IOException {
    String reason = "Could not find meta graph def matching supplied tags: { serve }. To inspect";
    var model = SavedModel.newBuilder();
    model.addMetaGraphsBuilder().getMetaInfoDefBuilder().addTags("train").addTags("gpu");
    model.addMetaGraphsBuilder();
    Files.write(folder.resolve("saved_model.pb"), model.build().toByteArray());
    assertThat(LoadFailure.of(folder, reason, CAUSE))
        .hasMessageStartingWith(
            "The SavedModel %s has no graph of the tag serve alone, only of {train, gpu} and no tag. Save it with that tag, as",
            folder)
        .hasCause(CAUSE);
    Files.write(folder.resolve("saved_model.pb"), new byte[0]);
    assertThat(LoadFailure.of(folder, reason, CAUSE))
        .hasMessage(
            "The SavedModel %s holds no graph: its saved_model.pb is cut off. Copy the folder anew, or export the model anew.",
            folder);
  }

  @Test
  void tellsAFileOfAnotherKind() throws IOException {
    write("2.99.0");
    Path variables = Files.createDirectory(folder.resolve("variables"));
    Path index = Files.writeString(variables.resolve("variables.index"), "<html>Sorry</html>");
    assertThatThrownBy(() -> LoadFailure.of(folder, "it broke", CAUSE))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "%s is an HTML page, not a file of a SavedModel: the download failed; download it again",
            index)
        .hasCause(CAUSE);
  }

  /** As where the folder vanished meanwhile. */
  @Test
  void keepsWhyTheFilesCantBeLookedAt() {
    var cause = new IllegalStateException();
    LoadFailure.requireNoForeignFile(folder.resolve("gone"), cause);
    assertThat(cause)
        .hasSuppressedException(new NoSuchFileException(folder.resolve("gone").toString()));
  }

  /** A sparse file, which takes no room. */
  @Test
  void refusesAMessageThatIsTooLong() throws IOException {
    Path file = folder.resolve("saved_model.pb");
    try (var out = Files.newByteChannel(file, CREATE_NEW, WRITE, SPARSE)) {
      out.position(Integer.MAX_VALUE - 8L).write(ByteBuffer.wrap(new byte[1]));
    }
    assertThatThrownBy(() -> SavedModelFolder.read(folder))
        .isInstanceOf(IOException.class)
        .hasMessage("it has 2147483640 bytes, but no message is so long");
  }

  private void write(String version) throws IOException {
    var graph = MetaGraphDef.newBuilder();
    graph.getMetaInfoDefBuilder().setTensorflowVersion(version);
    byte[] model = SavedModel.newBuilder().addMetaGraphs(graph).build().toByteArray();
    Files.write(folder.resolve("saved_model.pb"), model);
  }
}
