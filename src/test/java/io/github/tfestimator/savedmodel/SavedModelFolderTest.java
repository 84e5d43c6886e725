package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SavedModelFolderTest {
  @TempDir Path folder;

  @Test
  void findsTheHighestVersionAsANumber() throws IOException {
    makeModel("9");
    makeModel("1533470000");
    makeModel("30");
    assertThat(SavedModelFolder.find(folder)).isEqualTo(folder.resolve("1533470000"));
  }

  @Test
  void ignoresWhatIsNoIntegerAndWhatHoldsNoModel() throws IOException {
    makeModel("7");
    makeModel("temp-1533470000");
    makeModel("8a");
    makeModel("-9");
    makeModel("99999999999999999999999");
    Files.createDirectory(folder.resolve("10"));
    Files.createFile(folder.resolve("11"));
    assertThat(SavedModelFolder.find(folder)).isEqualTo(folder.resolve("7"));
  }

  @Test
  void takesAModelThatIsNamedItself() throws IOException {
    makeModel("5");
    makeModel("5/6");
    assertThat(SavedModelFolder.find(folder.resolve("5"))).isEqualTo(folder.resolve("5"));
  }

  @Test
  void saysThatThereIsNoSuchFolder() throws IOException {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> SavedModelFolder.find(missing))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "There is no SavedModel at %s: no such folder. Export one, or name another.", missing);
    Path file = Files.createFile(folder.resolve("saved_model.pb"));
    assertThatThrownBy(() -> SavedModelFolder.find(file))
        .hasMessage(
            "There is no SavedModel at %s: a file. Name its folder, or name another.", file);
  }

  @Test
  void saysWhichFolderOfAModelToName() throws IOException {
    makeModel("1");
    Path variables = Files.createDirectory(folder.resolve("1/variables"));
    assertThatThrownBy(() -> SavedModelFolder.find(variables))
        .hasMessageEndingWith(" that holds one. Name the folder above it.");
    Path training = Files.createDirectory(folder.resolve("training"));
    Files.createFile(training.resolve("checkpoint"));
    assertThatThrownBy(() -> SavedModelFolder.find(training))
        .hasMessageEndingWith(" It has checkpoints, of which a SavedModel can be exported.");
  }

  @Test
  void saysWhatAFolderWithoutAModelLacks() throws IOException {
    makeModel("temp-1");
    assertThatThrownBy(() -> SavedModelFolder.find(folder))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "There is no SavedModel in %s: neither saved_model.pb nor a version, a folder named by an"
                + " integer that holds one.",
            folder);
  }

  private void makeModel(String name) throws IOException {
    Path version = Files.createDirectories(folder.resolve(name));
    Files.createFile(version.resolve("saved_model.pb"));
  }
}
