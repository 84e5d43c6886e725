package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** No part of a training's life needs the heap in proportion to the model. */
@Tag("slow")
class SmallHeapTest {
  @TempDir private Path modelDir;

  @Test
  void aModelLargerThanTheHeapLivesItsWholeLife() throws Exception {
    try (var child = SmallHeapProcess.start(modelDir)) {
      assertThat(child.exitCode()).as("%s", child.lines()).isZero();
      assertThat(child.lines()).contains("resumed to 2", "evaluated step 2");
      Path prefix = modelDir.resolve("model.ckpt-2");
      assertThat(Files.size(Path.of(prefix + ".data-00000-of-00001"))).isGreaterThan(200_000_000);
      for (VariableInfo variable : CheckpointReader.open(prefix).variables()) {
        assertThat(child.lines()).contains(variable.toString());
      }
    }
  }
}
