package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.LogLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;

/** The file {@code checkpoint}, and which checkpoint it leads to. */
class CheckpointStateTest {
  @TempDir private Path folder;
  private Path file;

  @BeforeEach
  void nameTheFile() {
    file = folder.resolve("checkpoint");
  }

  @Test
  void othersComeInTheOrderOfTheirAge() {
    List<Path> all = List.of(Path.of("1"), Path.of("2"), Path.of("3"), Path.of("4"));
    assertThat(new CheckpointState(Path.of("3"), all).newestFirst())
        .containsExactly(Path.of("3"), Path.of("2"), Path.of("1"), Path.of("4"));
    assertThat(new CheckpointState(Path.of("5"), all.subList(0, 2)).newestFirst())
        .containsExactly(Path.of("5"), Path.of("2"), Path.of("1"));
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path odd = folder.resolve("a \"b\" \\ ü");
    Path elsewhere = folder.resolve("other").resolve("c");
    var state = new CheckpointState(odd, List.of(elsewhere, odd));
    state.write(folder);
    assertThat(CheckpointState.read(folder)).contains(state);
    assertThat(file)
        .content()
        .startsWith("model_checkpoint_path: \"a \\\"b\\\" \\\\ \\303\\274\"\n")
        .contains("all_model_checkpoint_paths: \"" + elsewhere + "\"\n");
    Files.writeString(file, "  model_checkpoint_path  :\"x\"  \n# other lines: \"y\"\n");
    assertThat(CheckpointState.read(folder))
        .contains(new CheckpointState(folder.resolve("x"), List.of()));
  }

  @Test
  void aStateThatIsMissingIsAnErrorWhereCheckpointsAre() throws IOException {
    assertThat(CheckpointState.read(folder.resolve("none"))).isEmpty();
    assertThat(CheckpointReader.existsIn(folder)).isFalse();
    Files.createFile(folder.resolve("model.ckpt-9.index"));
    Files.createFile(folder.resolve("model.ckpt-10.index"));
    Files.createFile(folder.resolve("model.ckpt-11.index"));
    Files.createDirectory(folder.resolve(".model.ckpt-11.tmp"));
    assertRefused(file + " is missing: write the line model_checkpoint_path: \"model.ckpt-10\" ");
    Files.writeString(file, "");
    assertRefused(
        file + " names no checkpoint: write the line model_checkpoint_path: \"model.ckpt-10\" ");
    Files.writeString(file, "model_checkpoint_path: \"a\"\n");
    assertThat(CheckpointReader.existsIn(folder)).isTrue();
  }

  @Test
  void whatCantBeReadIsNamed() throws IOException {
    Files.writeString(file, "model_checkpoint_path: \"a\\000b\"\n");
    assertRefused(file + " names no file: ");
    Files.delete(file);
    Files.createDirectory(file);
    assertRefused("Can't read " + file + ": ");
    Path plain = Files.createFile(folder.resolve("plain"));
    assertThatThrownBy(() -> CheckpointState.read(plain))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("There is no model directory at %s.", plain);
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> CheckpointState.read(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(message);
  }

  @Test
  void theNewestIntactOneIsTakenWithAWarning() throws IOException {
    save("model.ckpt-10");
    save("other");
    for (String[] names :
        new String[][] {
          {"model.ckpt-10", "model.ckpt-30", ": 20 steps are lost."},
          {"model.ckpt-10", "model.ckpt-5", "."},
          {"model.ckpt-10", "other-10", "."},
          {"other", "model.ckpt-30", "."}
        }) {
      state(names[0], names[1]);
      try (var log = LogLines.listen()) {
        assertThat(LatestIntactCheckpoint.in(folder).orElseThrow().skipped())
            .containsExactly(folder.resolve(names[1]));
        assertThat(log.all()).hasSize(1);
        assertThat(log.all().get(0))
            .startsWith(
                "Can't read the checkpoint file %s.index: ".formatted(folder.resolve(names[1])))
            .endsWith(" Taking " + folder.resolve(names[0]) + " instead" + names[2]);
      }
    }
    state("model.ckpt-30", "model.ckpt-10");
    try (var log = LogLines.listen()) {
      assertThat(CheckpointReader.newestIn(folder).orElseThrow().prefix())
          .isEqualTo(folder.resolve("model.ckpt-10"));
      assertThat(log.all()).isEmpty();
    }
  }

  @Test
  void whereNoneIsIntactTheNewestIsNamed() throws IOException {
    state("a");
    assertThatThrownBy(() -> CheckpointReader.newestIn(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(folder.resolve("a.index").toString())
        .hasMessageNotContaining("None of");
    state("a", "b", "c");
    assertThatThrownBy(() -> CheckpointReader.newestIn(folder))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(folder.resolve("c.index").toString())
        .hasMessageContaining(" None of the 2 checkpoints before it is intact either; ");
  }

  private void state(String... names) throws IOException {
    List<Path> all = Arrays.stream(names).map(folder::resolve).toList();
    new CheckpointState(all.get(all.size() - 1), all).write(folder);
  }

  private void save(String name) {
    try (var session = EagerSession.create()) {
      var tf = Ops.create(session);
      var prefix = tf.constant(folder.resolve(name).toString());
      Saver.save(tf, prefix, List.of("v"), List.of(tf.array(1f)));
    }
  }
}
