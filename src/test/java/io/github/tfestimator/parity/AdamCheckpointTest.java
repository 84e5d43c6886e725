package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.Tensors;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A checkpoint of Python's Adam, trained further here and there: {@code adam.py}. */
class AdamCheckpointTest {
  private static final int STEP = 20;
  private static final int NEXT_STEPS = 5;

  @TempDir Path folder;

  @Test
  void pythonsAdamGoesOnHere() throws Exception {
    copy(python(), folder);
    AdamModel.train(folder, NEXT_STEPS);
    String name = "model.ckpt-" + (STEP + NEXT_STEPS);
    Map<String, float[]> here = PythonFiles.weights(folder.resolve(name));
    Map<String, float[]> next = PythonFiles.weights(python().resolve("next").resolve(name));
    assertThat(here.keySet())
        .isEqualTo(next.keySet())
        .contains("dense/kernel/Adam", "dense/kernel/Adam_1", "beta1_power", "beta2_power");
    next.forEach(
        (variable, values) ->
            assertThat(Tensors.exact(here.get(variable)))
                .as(variable)
                .containsExactly(Tensors.exact(values), within(PythonFiles.TOLERANCE)));
  }

  private static Path python() throws URISyntaxException {
    return Path.of(AdamCheckpointTest.class.getResource("/parity/adam").toURI());
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }
}
