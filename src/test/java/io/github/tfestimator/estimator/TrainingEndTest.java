package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.checkpoint.CheckpointException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingEndTest {
  @TempDir private Path modelDir;

  private TrainingEnd evaluator(Duration grace) {
    return TrainingEnd.in(modelDir, grace);
  }

  private static Optional<String> failure(TrainingEnd end) {
    return end.outcome(Steps.upTo(400)).orElseThrow().failure();
  }

  @Test
  void aFailureIsTold() {
    var chief = TrainingEnd.in(modelDir);
    var evaluator = evaluator(Duration.ofHours(1));
    assertThat(evaluator.outcome(Steps.upTo(400))).isEmpty();
    chief.writeFailure(new IllegalStateException("No room."));
    assertThat(failure(evaluator)).contains("No room.");
    chief.clear();
    chief.write(5, 400);
    chief.writeFailure(new IllegalStateException("after the end"));
    assertThat(failure(evaluator)).isEmpty();
  }

  @Test
  void aFailureWithoutMessageIsToldByItsName() {
    var evaluator = evaluator(Duration.ZERO);
    TrainingEnd.in(modelDir).writeFailure(new NullPointerException());
    assertThat(failure(evaluator)).contains("java.lang.NullPointerException");
  }

  /**
   * Nobody knows whether a chief will start; that an earlier one has failed is no reason to end.
   */
  @Test
  void aFailureOfAnEarlierTrainingNeverCounts() {
    TrainingEnd.in(modelDir).writeFailure(new IllegalStateException("of yesterday"));
    var evaluator = evaluator(Duration.ZERO);
    assertThat(evaluator.outcome(Steps.upTo(400))).isEmpty();
    // Not seen while it was gone.
    TrainingEnd.in(modelDir).clear();
    TrainingEnd.in(modelDir).writeFailure(new IllegalStateException("of today"));
    assertThat(failure(evaluator)).contains("of today");
  }

  @Test
  void theEndOfAnEarlierTrainingOfFewerStepsDoesNotCount() {
    TrainingEnd.in(modelDir).write(200, 200);
    assertThat(evaluator(Duration.ZERO).outcome(Steps.upTo(400))).isEmpty();
    assertThat(evaluator(Duration.ZERO).outcome(Steps.upTo(200))).isPresent();
    assertThat(evaluator(Duration.ZERO).outcome(Steps.more(200))).isPresent();
  }

  /** Such as one that was stopped early, before its evaluator was started again. */
  @Test
  void theEndOfATrainingOfAsManyStepsCountsWhenItsChiefHadTimeToStart() {
    TrainingEnd.in(modelDir).write(150, 400);
    assertThat(evaluator(Duration.ZERO).outcome(Steps.upTo(400))).isPresent();
    assertThat(evaluator(Duration.ofHours(1)).outcome(Steps.upTo(400))).isEmpty();
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
