package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of a save that was killed while old checkpoints were to go, and the next training. */
class LeftoversTest {
  @TempDir private Path folder;

  private Path modelDir;
  private Path old;
  private Path elsewhere;
  private Path skipped;

  /** Killed after it noted what is old, by a process that called the directory by another name. */
  @BeforeEach
  void killASave() throws IOException {
    modelDir = Files.createDirectory(folder.resolve("model"));
    old = checkpoint(modelDir, 1);
    elsewhere = checkpoint(Files.createDirectory(folder.resolve("elsewhere")), 2);
    skipped = checkpoint(modelDir, 2);
    checkpoint(modelDir, 3);
    Path relative = Path.of("").toAbsolutePath().relativize(modelDir);
    var save = new CheckpointFiles(relative, 3);
    Files.createDirectories(save.staging());
    save.noteOld(List.of(relative.resolve("model.ckpt-1"), elsewhere));
  }

  @Test
  void theOldOnesStayWhereTheStateStillNamesThem() throws IOException {
    state(elsewhere, old);
    CheckpointFiles.clearLeftovers(modelDir);
    assertThat(modelDir).isDirectoryNotContaining("glob:**.tmp");
    assertThat(index(old)).exists();
    assertThat(index(modelDir.resolve("model.ckpt-3"))).as("never saved").doesNotExist();
  }

  @Test
  void theOldOnesGoWhereTheStateNamesThemNoMore() throws IOException {
    state(modelDir.resolve("model.ckpt-3"));
    CheckpointFiles.clearLeftovers(modelDir);
    assertThat(modelDir).isDirectoryNotContaining("glob:**.tmp");
    assertThat(index(old)).doesNotExist();
    assertThat(shard(old, 0)).doesNotExist();
    assertThat(shard(old, 1)).doesNotExist();
    assertThat(index(modelDir.resolve("model.ckpt-3"))).exists();
    assertThat(index(elsewhere)).as("of another model directory").exists();
    assertThat(index(skipped)).as("left to be looked at").exists();
  }

  @Test
  void whatCantBeClearedIsToldBesideTheFailure() throws IOException {
    var save = new CheckpointFiles(modelDir, 3);
    Files.createDirectory(modelDir.resolve("checkpoint"));
    var failure = new IOException("No space left on device");
    save.clearAfter(failure);
    assertThat(failure.getSuppressed()).hasSize(1);
  }

  private void state(Path... checkpoints) throws IOException {
    new CheckpointState(checkpoints[checkpoints.length - 1], List.of(checkpoints)).write(modelDir);
  }

  private static Path checkpoint(Path folder, long step) throws IOException {
    Path prefix = folder.resolve("model.ckpt-" + step);
    Files.createFile(index(prefix));
    Files.createFile(shard(prefix, 0));
    Files.createFile(shard(prefix, 1));
    return prefix;
  }

  private static Path shard(Path prefix, int number) {
    return CheckpointFiles.withSuffix(prefix, ".data-0000%d-of-00002".formatted(number));
  }

  private static Path index(Path prefix) {
    return CheckpointFiles.withSuffix(prefix, ".index");
  }
}
