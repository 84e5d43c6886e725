package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.data.ImageFolder;
import io.github.tfestimator.cnn.data.ImageFolder.LabeledFile;
import io.github.tfestimator.cnn.data.ImageShape;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The pixels that Python's tf.data and tf.image read of a folder: scripts/parity/folder.py. */
class FolderParityTest {
  private static final int COLOR = 16 * 12 * 3;
  private static final int GRAY = 16 * 12;

  @Test
  void filesAreResizedAsInPython() throws IOException, URISyntaxException {
    Path folder = Path.of(Objects.requireNonNull(getClass().getResource("/parity/folder")).toURI());
    byte[] expected = Files.readAllBytes(folder.resolve("pixels.bin"));
    int place = 0;
    try (var color = new FileDecoder(new ImageShape(16, 12, 3), false, 1);
        var gray = new FileDecoder(new ImageShape(16, 12, 1), false, 1)) {
      for (LabeledFile file : ImageFolder.list(folder).train()) {
        assertThat(color.read(file.path()))
            .as(file.path().toString())
            .isEqualTo(Arrays.copyOfRange(expected, place, place + COLOR));
        place += COLOR;
        assertThat(gray.read(file.path()))
            .as(file.path().toString())
            .isEqualTo(Arrays.copyOfRange(expected, place, place + GRAY));
        place += GRAY;
      }
    }
    assertThat(place).isEqualTo(expected.length);
  }
}
