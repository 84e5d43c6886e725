package io.github.tfestimator.savedmodel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
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
    Path path = folder.resolve("missing");
    assertThatThrownBy(() -> SavedModelFolder.find(path))
        .isInstanceOf(SavedModelException.class)
        .hasMessage(
            "There is no SavedModel at %s: no such folder. Export one, or name another.", path);
  }

  @Test
  void saysHowToMakeASavedModelOfAnotherToolsFile() throws IOException {
    assertHint(
        "m.keras", "PK\u0003\u0004", "It is a file of Keras: in Python, keras.models.load_m");
    assertHint("m.h5", "\u0089HDF\r\n", "It is a file of Keras: in Python, keras.models.load_m");
    assertHint("m.weights.h5", "\u0089HDF\r\n", "It holds the weights of a Keras model alone");
    assertHint("m.onnx", "\b\t", "It is a model for ONNX Runtime: name the SavedModel");
    assertHint("m", "\u001c\0\0\0TFL3", "It is a model for TFLite: name the SavedModel");
    assertHint("m.keras", "", "It is a file: name a folder.");
    assertHint("saved_model.pb", "\b\u0001", "It is a file: name a folder.");
  }

  private void assertHint(String name, String bytes, String hint) throws IOException {
    Path file = Files.writeString(folder.resolve(name), bytes, StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> SavedModelFolder.find(file))
        .isInstanceOf(SavedModelException.class)
        .hasMessageStartingWith("There is no SavedModel at %s: no such folder. %s", file, hint);
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
