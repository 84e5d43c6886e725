package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipe fast on the real MNIST: half a minute to two. */
@Tag("mnist")
class FastRecipeTest {
  @TempDir Path folder;

  @Test
  void fastIsRightOnNearly99Percent() {
    String mnist = System.getenv("MNIST_DIR");
    assumeTrue(mnist != null, "needs the real MNIST: set MNIST_DIR to the folder of its files");
    Program.done("train", "--recipe", "fast", "--data", mnist, "--model-dir", folder, "--quiet");
    var result = Program.done("evaluate", "--model-dir", folder, "--json").json().get(0);
    assertThat(result.get("examples").getAsInt()).isEqualTo(14_000);
    assertThat(result.get("accuracy").getAsDouble()).isGreaterThanOrEqualTo(0.988);
  }
}
