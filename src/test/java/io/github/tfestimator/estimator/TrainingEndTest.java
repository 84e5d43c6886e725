package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
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
  void aFailureIsTold() {
    var chief = TrainingEnd.in(modelDir);
    var evaluator = TrainingEnd.in(modelDir);
    assertThat(evaluator.outcome()).isEmpty();
    chief.writeFailure(new IllegalStateException("No room."));
    assertThat(evaluator.outcome().orElseThrow().failure()).contains("No room.");
    assertThat(TrainingEnd.in(modelDir).outcome()).as("maybe an earlier training's").isEmpty();
    chief.clear();
    chief.write(5);
    chief.writeFailure(new IllegalStateException("after the end"));
    assertThat(evaluator.outcome().orElseThrow().failure()).isEmpty();
  }

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
