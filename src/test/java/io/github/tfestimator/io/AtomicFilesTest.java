package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFilesTest {
  @TempDir Path folder;

  @Test
  void writesAndReplacesAndLeavesNothingElse() throws IOException {
    Path file = folder.resolve("file");
    AtomicFiles.write(file, new byte[] {1, 2, 3});
    AtomicFiles.write(file, new byte[] {4});
    assertThat(file).hasBinaryContent(new byte[] {4});
    assertThat(names()).containsExactly("file");
  }

  /** A folder has the name under which the new content is written first. */
  @Test
  void keepsTheOldContentWhenWritingFails() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Files.createDirectories(
        folder.resolve(".file." + ProcessHandle.current().pid() + ".tmp").resolve("full"));
    assertThatThrownBy(() -> AtomicFiles.write(file, new byte[] {1}))
        .isInstanceOf(IOException.class);
    assertThat(file).hasContent("old");
  }

  /** A full folder has the file's name, so that renaming fails. */
  @Test
  void leavesNoTemporaryFileWhenRenamingFails() throws IOException {
    Path inTheWay = folder.resolve("file");
    Files.createDirectories(inTheWay.resolve("full"));
    assertThatThrownBy(() -> AtomicFiles.write(inTheWay, new byte[] {1}))
        .isInstanceOf(IOException.class);
    assertThat(names()).containsExactly("file");
    assertThat(inTheWay.resolve("full")).isDirectory();
  }

  @Test
  void publishesAFolderUnderANameThatNothingHas() throws IOException {
    Path finished = Files.createDirectories(folder.resolve("aside"));
    Files.createDirectory(finished.resolve("below"));
    Files.writeString(finished.resolve("below").resolve("file"), "content");
    AtomicFiles.commitTree(finished, folder.resolve("name"));
    assertThat(names()).containsExactly("name");
    assertThat(folder.resolve("name").resolve("below").resolve("file")).hasContent("content");
  }

  @Test
  void deletesFoldersWithAllThatIsInThem() throws IOException {
    Path tree = Files.createDirectories(folder.resolve("a").resolve("b")).getParent();
    Files.writeString(tree.resolve("b").resolve("file"), "content");
    AtomicFiles.deleteTree(tree);
    AtomicFiles.deleteTree(folder.resolve("missing"));
    assertThat(names()).isEmpty();
  }

  @Test
  void saysWhatWentWrongWithoutTheFilesName() throws IOException {
    Path file = Files.createFile(folder.resolve("file"));
    assertThat(reason(() -> Files.readString(folder.resolve("missing"))))
        .isEqualTo("there is no such file");
    assertThat(reason(() -> Files.createDirectories(file))).isEqualTo("a file is in the way");
    assertThat(reason(() -> Files.readString(file.resolve("below")))).isEqualTo("Not a directory");
    assertThat(reason(() -> Files.delete(folder))).isEqualTo("it is a folder with files");
    assertThat(AtomicFiles.reason(new AccessDeniedException("x"))).isEqualTo("permission denied");
    assertThat(AtomicFiles.reason(new NotDirectoryException("x")))
        .isEqualTo("a file is in the way");
    assertThat(AtomicFiles.reason(new FileSystemException("x"))).isEqualTo("x");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});
    assertThat(reason(() -> Files.readString(binary))).isEqualTo("it isn't text in UTF-8");
    assertThat(AtomicFiles.reason(new NoSuchFileException("x"))).doesNotContain("x");
    assertThat(AtomicFiles.reason(new IOException("It failed."))).isEqualTo("It failed");
    assertThat(AtomicFiles.reason(new IOException())).isEqualTo("IOException");
    assertThat(AtomicFiles.reason(new RuntimeException("what\nHint: for developers")))
        .isEqualTo("what");
    assertThat(AtomicFiles.reason(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
  }

  @Test
  void tellsLeftoversFromOtherFiles() {
    assertThat(AtomicFiles.isLeftover(folder.resolve(".file.4711.tmp"))).isTrue();
    for (String other : new String[] {"file", "file.4711.tmp", ".file.tmp", ".file.x.tmp"}) {
      assertThat(AtomicFiles.isLeftover(folder.resolve(other))).as(other).isFalse();
    }
  }

  private interface Action {
    void run() throws IOException;
  }

  private static String reason(Action action) {
    try {
      action.run();
    } catch (IOException e) {
      return AtomicFiles.reason(e);
    }
    throw new AssertionError("didn't fail");
  }

  private Stream<String> names() throws IOException {
    try (Stream<Path> listing = Files.list(folder)) {
      return listing.map(path -> path.getFileName().toString()).sorted().toList().stream();
    }
  }

  @Test
  void theReasonOfAnAssertionIsItsText() {
    var e = new IllegalStateException("assertion failed: [An image is large]\n\t [[{{node x}}]]");
    assertThat(AtomicFiles.reason(e)).isEqualTo("An image is large");
  }
}
