package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingEndTest {
  @TempDir private Path modelDir;

  @Test
  void aFileThatCannotBeDeletedIsAnErrorForTheUser() throws IOException {
    Path inTheWay = modelDir.resolve("training_end");
    Files.createDirectories(inTheWay.resolve("full"));
    assertThatThrownBy(() -> TrainingEnd.in(modelDir).clear())
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "Can't delete %s: it is a folder with files. Remove the cause, or choose another model directory."
                .formatted(inTheWay));
  }
}
