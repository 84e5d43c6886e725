package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.tfestimator.input.DataException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageFolderTest {
  @TempDir Path folder;

  @Test
  void sortsClassesAndFilesByCodePoint() throws IOException {
    // A surrogate pair sorts before U+FF5E as UTF-16, but after it as a code point.
    touch("\uff5e/1.png", "\ud83d\udc31/1.PNG", "Zebra/2.jpeg", "ape/10.gif", "ape/9.bmp");
    touch("ape/sub/1.jpg", "ape/notes.txt", "ape/.hidden.png", ".git/x.png");
    ImageFolder listed = ImageFolder.list(folder);
    assertThat(listed.classNames()).containsExactly("Zebra", "ape", "\uff5e", "\ud83d\udc31");
    assertThat(listed.train().stream().map(f -> folder.relativize(f.path()).toString()))
        .containsExactly(
            "Zebra/2.jpeg",
            "ape/10.gif",
            "ape/9.bmp",
            "ape/sub/1.jpg",
            "\uff5e/1.png",
            "\ud83d\udc31/1.PNG");
    assertThat(listed.test()).isEmpty();
  }

  @Test
  void takesTrainAndTestFolders() throws IOException {
    touch("train/a/1.png", "train/b/1.png", "test/b/2.png");
    ImageFolder listed = ImageFolder.list(folder);
    assertThat(listed.classNames()).containsExactly("a", "b");
    assertThat(listed.test().orElseThrow())
        .containsExactly(new ImageFolder.LabeledFile(folder.resolve("test/b/2.png"), 1));
    touch("test/c/1.png");
    assertRefused("the class \"c\" isn't in " + folder.resolve("train"));
  }

  @Test
  void refusesFewerThanTwoClasses() throws IOException {
    assertRefused(folder + " has no subfolders; put the images into a subfolder for each class");
    touch("cats/1.png");
    assertRefused(folder + " has one class, \"cats\"; put the images into a subfolder for each");
  }

  @Test
  void refusesNamesOfSeveralLines() throws IOException {
    touch("cats/1.png", "do\ngs/1.png");
    assertRefused(folder + ": the subfolder \"do\ngs\" must be text of one line to name a class");
  }

  @Test
  void takesFilesWhoseNamesHaveSeveralLines() throws IOException {
    touch("a/1.png", "b/1.png", "b/t\nwo.png");
    assertThat(ImageFolder.list(folder).train()).hasSize(3);
  }

  @Test
  void refusesEmptyClasses() throws IOException {
    touch("a/1.txt", "b/2.txt");
    assertRefused(folder + " has no images; put PNG, JPEG, GIF or BMP files into its subfolders");
    touch("a/1.png");
    assertRefused("the class \"b\" has no images; put PNG, JPEG, GIF or BMP files there, or");
  }

  @Test
  void refusesNamesThatDifferOnlyInCase() throws IOException {
    touch("a/1.png", "a/2.PNG", "b/x.png", "b/X.png");
    try (Stream<Path> files = Files.list(folder.resolve("b"))) {
      assumeTrue(files.count() == 2, "a file system that tells case apart");
      assertRefused("\"X.png\" and \"x.png\" differ only in case");
    }
  }

  @Test
  void leavesOutWhatIsNoImage() throws IOException {
    touch("a/1.png", "b/1.png", "__MACOSX/1.png", ".cache/1.png", "b/2.png/readme.txt");
    touch("a/.hidden/2.png", "readme.txt");
    ImageFolder listed = ImageFolder.list(folder);
    assertThat(listed.classNames()).containsExactly("a", "b");
    assertThat(listed.train()).hasSize(2);
  }

  @Test
  void leavesOutFilesBesideTheTestFolders() throws IOException {
    touch("train/a/1.png", "train/b/1.png", "test/a/1.png", "test/readme.txt");
    assertThat(ImageFolder.list(folder).test().orElseThrow()).hasSize(1);
  }

  @Test
  void refusesFoldersThatHoldThemselves() throws IOException {
    touch("a/1.png", "b/1.png");
    Files.createSymbolicLink(folder.resolve("b/loop"), folder.resolve("b"));
    assertRefused(
        "%1$s can't be read (%1$s/loop is a link to a folder that it lies in)"
            .formatted(folder.resolve("b")));
  }

  @Test
  void refusesTrainAndTestInCapitals() throws IOException {
    touch("Train/1.png", "Test/1.png");
    assertRefused(folder + " has the subfolders [Test, Train]; name them train and test if");
  }

  @Test
  void refusesATestFolderWithoutImages() throws IOException {
    touch("train/a/1.png", "train/b/1.png", "test/a/1.txt");
    assertRefused(folder.resolve("test") + " has no images; put PNG, JPEG, GIF or BMP files");
  }

  @Test
  void refusesNamesThatAreBlankOrUnreadable() throws IOException {
    touch("a/1.png", " /1.png");
    assertRefused(folder + ": the subfolder \" \" must be text of one line to name a class");
    Files.move(folder.resolve(" "), folder.resolve("\ufffd"));
    assertRefused(
        folder + ": the name \"\ufffd\" can't be read in this locale; set LC_ALL=C.UTF-8");
  }

  private void touch(String... names) throws IOException {
    for (String name : names) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[0]);
    }
  }

  private void assertRefused(String message) {
    assertThatThrownBy(() -> ImageFolder.list(folder))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(message);
  }
}
