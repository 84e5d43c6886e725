package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.hooks.StopAtStepHook;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hook ends a training of its own accord, and what was reached is saved. */
@Tag("medium")
class StopAtStepHookTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @BeforeEach
  void trainThreeSteps() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 4})
  void stopsAfterSoManySteps(long steps) {
    assertStopsAt(3 + steps, StopAtStepHook.numSteps(steps));
  }

  @Test
  void countsAnewInEachTraining() {
    var hook = StopAtStepHook.numSteps(2);
    assertStopsAt(5, hook);
    assertStopsAt(7, hook);
  }

  @ParameterizedTest
  @ValueSource(longs = {4, 9})
  void stopsAtAStep(long last) {
    assertStopsAt(last, StopAtStepHook.lastStep(last));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3})
  void takesNoStepWhereItIsThereAlready(long last) {
    var before = TinyModel.contents(modelDir);
    assertStopsAt(3, StopAtStepHook.lastStep(last));
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
    assertThat(log.lines().startingWith("Training with estimator made no steps")).isEmpty();
  }

  @Test
  void stepsBelowOneAreRefused() {
    assertThatThrownBy(() -> StopAtStepHook.numSteps(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("num_steps (0) must be 1 or more");
    assertThatThrownBy(() -> StopAtStepHook.lastStep(-1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("last_step (-1) must be 1 or more");
  }

  private void assertStopsAt(long step, StopAtStepHook hook) {
    Estimator estimator = TinyModel.in(modelDir);
    assertThat(estimator.train(TinyModel.TRAIN, Steps.more(100), hook)).isEqualTo(step);
    assertThat(estimator.newestCheckpoint().globalStep()).isEqualTo(step);
  }
}
