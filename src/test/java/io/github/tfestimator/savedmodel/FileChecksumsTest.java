package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The list of an export's files; its SHA-256 are those of the coreutils. */
class FileChecksumsTest {
  private static final String LIST = "assets.extra/sha256.txt";
  private static final String VALUES = "variables/variables.data-00000-of-00001";
  private static final String WARMUP = "assets.extra/tf_serving_warmup_requests";

  private static final String BINARY = "\0a";

  @TempDir private Path folder;

  @BeforeEach
  void write() throws IOException {
    for (String file : new String[] {"saved_model.pb", VALUES, WARMUP}) {
      Files.createDirectories(folder.resolve(file).getParent());
      Files.writeString(folder.resolve(file), BINARY);
    }
    Files.writeString(folder.resolve("variables/variables.index"), "");
    Files.writeString(folder.resolve("assets.extra/día.txt"), BINARY);
    FileChecksums.write(folder);
  }

  @Test
  void listsAllFilesAsSha256sumDoes() throws IOException {
    String a = "022a6979e6dab7aa5ae4c3e5e45f7e977112a7e63593820dbec1ec738a24f93c  ";
    String none = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  ";
    assertThat(folder.resolve(LIST))
        .hasContent(
            String.join(
                "\n",
                a + "assets.extra/día.txt",
                a + WARMUP,
                a + "saved_model.pb",
                a + VALUES,
                none + "variables/variables.index",
                ""));
    FileChecksums.write(folder);
    assertThat(Files.readString(folder.resolve(LIST))).doesNotContain(LIST);
  }

  /** The list came to these later than the rest, and no other byte may have changed by it. */
  @ParameterizedTest
  @ValueSource(strings = {"savedmodel/mnist_cnn", "savedmodel/digits"})
  void theProjectsModelsHaveTheListOfTheirFiles(Path model) throws IOException {
    Path version = SavedModelFolder.find(model);
    Path list = version.resolve(LIST);
    for (String line : Files.readAllLines(list)) {
      String[] sha256AndFile = line.split("  ");
      assertThat(version.resolve(sha256AndFile[1])).hasDigest("SHA-256", sha256AndFile[0]);
    }
    assertThat(list).content().contains("  saved_model.pb\n", "  variables/variables.index\n");
  }

  @Test
  void filesThatAreAddedAndWarmUpRequestsMayChange() throws IOException {
    FileChecksums.check(folder);
    Files.writeString(folder.resolve("assets.extra/notes.txt"), "new");
    Files.writeString(folder.resolve(WARMUP), "other");
    assertThatCode(() -> FileChecksums.check(folder)).doesNotThrowAnyException();
    Files.delete(folder.resolve(WARMUP));
    assertThatCode(() -> FileChecksums.check(folder)).doesNotThrowAnyException();
  }

  /** TensorFlow checks them by the checksums in the index. */
  @Test
  void valuesMustBeThereButArentReadTwice() throws IOException {
    Files.writeString(folder.resolve(VALUES), BINARY + "b");
    assertThatCode(() -> FileChecksums.check(folder)).doesNotThrowAnyException();
    Files.delete(folder.resolve(VALUES));
    assertMissing(VALUES);
  }

  @Test
  void aModelWithoutAListIsntChecked() throws IOException {
    Files.delete(folder.resolve(LIST));
    Files.delete(folder.resolve("saved_model.pb"));
    assertThatCode(() -> FileChecksums.check(folder)).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"saved_model.pb", "variables/variables.index", "assets.extra/día.txt"})
  void aFileThatDiffersOrIsMissingIsNamed(String file) throws IOException {
    Files.writeString(folder.resolve(file), BINARY + "b");
    assertRefused(file + " differs from its line in " + LIST);
    Files.delete(folder.resolve(file));
    assertMissing(file);
  }

  @Test
  void aListThatIsCutOffOrChangedIsNamed() throws IOException {
    String list = Files.readString(folder.resolve(LIST));
    for (String damaged :
        new String[] {"", list.substring(0, 150), list.trim(), list.toUpperCase(), "\n" + list}) {
      Files.writeString(folder.resolve(LIST), damaged);
      assertRefused(LIST + " is damaged");
    }
  }

  /** The list is sorted, so that whatever is cut off takes its last line. */
  @Test
  void aListThatIsCutAtALineEndIsNamed() throws IOException {
    String list = Files.readString(folder.resolve(LIST));
    for (int end = list.indexOf('\n'); end < list.length() - 1; end = list.indexOf('\n', end + 1)) {
      Files.writeString(folder.resolve(LIST), list.substring(0, end + 1));
      assertRefused(LIST + " is damaged");
    }
    Files.writeString(folder.resolve(LIST), list.replaceFirst(".*saved_model.pb\n", ""));
    assertRefused(LIST + " is damaged");
  }

  @Test
  void aNameThatNoFileCanHaveIsTheListsFault() throws IOException {
    String list = Files.readString(folder.resolve(LIST));
    Files.writeString(folder.resolve(LIST), list.replace("día", "d\0a"));
    assertRefused(LIST + " names no file: Nul character not allowed");
  }

  /** Its advice says more than that the file differs. */
  @Test
  void aPointerOfGitLfsIsStillNamed() throws IOException {
    Path graph = folder.resolve("saved_model.pb");
    Files.writeString(graph, "version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n");
    assertThatThrownBy(() -> FileChecksums.check(folder))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith(graph + " is a Git LFS pointer");
  }

  private void assertMissing(String file) {
    assertThatThrownBy(() -> FileChecksums.check(folder))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "The SavedModel %s can't be loaded: it has no %s. Restore the file, or copy the folder whole.",
            folder, file);
  }

  private void assertRefused(String reason) {
    assertThatThrownBy(() -> FileChecksums.check(folder))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "The SavedModel %s can't be loaded: %s. Copy the folder anew; if the change was meant, delete assets.extra/sha256.txt.",
            folder, reason);
  }
}
