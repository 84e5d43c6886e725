package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
  @TempDir Path folder;

  @Test
  void listsInOrderFoldersBeforeTheirContents() throws IOException {
    Path inner = Files.createDirectories(folder.resolve("b/inner"));
    Path file = Files.writeString(inner.resolve("file"), "");
    Path last = Files.writeString(folder.resolve("b-2"), "");
    Path first = Files.writeString(folder.resolve("a"), "");
    assertThat(Listing.children(folder)).containsExactly(first, folder.resolve("b"), last);
    assertThat(Listing.tree(folder))
        .containsExactly(folder, first, folder.resolve("b"), last, inner, file);
  }

  @Test
  void aFolderThatIsNotThereIsAnIoException() {
    Path nothing = folder.resolve("nothing");
    assertThatThrownBy(() -> Listing.children(nothing)).isInstanceOf(NoSuchFileException.class);
    assertThatThrownBy(() -> Listing.tree(nothing)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void soIsAFailureInTheMidstOfATree() throws IOException {
    Files.createSymbolicLink(folder.resolve("loop"), folder);
    assertThatThrownBy(() -> Listing.tree(folder, FileVisitOption.FOLLOW_LINKS))
        .isInstanceOf(FileSystemLoopException.class);
  }
}
