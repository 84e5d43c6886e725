package io.github.tfestimator.cnn.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The fitting in plain NumPy, in doubles, of drawn images: scripts/parity/fitting.py. */
class FittingParityTest {
  @Test
  void imagesAreFittedAsInNumpy() throws IOException, URISyntaxException {
    Path folder =
        Path.of(Objects.requireNonNull(getClass().getResource("/parity/fitting")).toURI());
    byte[] pixels = Files.readAllBytes(folder.resolve("pixels.bin"));
    List<String> found = Files.readAllLines(folder.resolve("found.txt"));
    assertThat(pixels).hasSize(784 * found.size());
    try (var graph = new FittingGraph()) {
      for (int i = 0; i < found.size(); i++) {
        var fitted = graph.fit(Files.readAllBytes(folder.resolve("%02d.png".formatted(i))));
        assertThat(fitted.found()).as("image %d", i).isEqualTo(Boolean.valueOf(found.get(i)));
        for (int k = 0; k < 784 && fitted.found(); k++) {
          int difference = (fitted.pixels()[k] & 0xff) - (pixels[784 * i + k] & 0xff);
          assertThat(Math.abs(difference)).as("pixel %d of image %d", k, i).isLessThanOrEqualTo(1);
        }
      }
    }
  }
}
