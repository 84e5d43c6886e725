package io.github.tfestimator.hooks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EvaluationRecord;
import io.github.tfestimator.summary.EventFile;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.Session;

/** Trainings that evaluations end, and those that they don't. */
class EarlyStoppingHookTest {
  @TempDir private Path evalDir;

  @ParameterizedTest
  @CsvSource({"0.9, false", "0.91, true"})
  void stopsWhenHigher(double accuracy, boolean stops) {
    evaluated(100, accuracy);
    var hook = EarlyStoppingHook.stopIfHigher(evalDir, "accuracy", 0.9);
    assertThat(stopsAt(hook, 100)).isEqualTo(stops);
  }

  @ParameterizedTest
  @CsvSource({"0.5, false", "0.49, true"})
  void stopsWhenLower(double loss, boolean stops) {
    evaluated(100, loss);
    assertThat(stopsAt(EarlyStoppingHook.stopIfLower(evalDir, "accuracy", 0.5), 100))
        .isEqualTo(stops);
  }

  @Test
  void stopsWhenNothingIncreasedForSoManySteps() {
    var hook = EarlyStoppingHook.stopIfNoIncrease(evalDir, "accuracy", 200);
    assertThat(stopsAt(hook, 0)).isFalse();
    evaluated(100, 0.8);
    assertThat(stopsAt(hook, 100)).isFalse();
    evaluated(200, 0.9);
    assertThat(stopsAt(hook, 200)).isFalse();
    evaluated(300, 0.9);
    assertThat(stopsAt(hook, 300)).as("as good is no increase, but only 100 steps").isFalse();
    evaluated(399, 0.89);
    assertThat(stopsAt(hook, 399)).isFalse();
    evaluated(400, 0.85);
    assertThat(stopsAt(hook, 400)).isTrue();
  }

  @Test
  void stopsWhenNothingDecreasedForSoManySteps() {
    var hook = EarlyStoppingHook.stopIfNoDecrease(evalDir, "accuracy", 100);
    evaluated(100, 0.8);
    evaluated(200, 0.7);
    assertThat(stopsAt(hook, 200)).isFalse();
    evaluated(300, 0.75);
    assertThat(stopsAt(hook, 300)).isTrue();
  }

  @Test
  void whatIsNaNIsNoBetterAndForgetsNothing() {
    var higher = EarlyStoppingHook.stopIfHigher(evalDir, "accuracy", 0.5);
    var increase = EarlyStoppingHook.stopIfNoIncrease(evalDir, "accuracy", 3);
    evaluated(1, Double.NaN);
    assertThat(stopsAt(higher, 1)).isFalse();
    assertThat(stopsAt(increase, 1)).isFalse();
    evaluated(2, 0.4);
    evaluated(3, Double.NaN);
    assertThat(stopsAt(increase, 4)).isFalse();
    evaluated(5, 0.3);
    assertThat(stopsAt(increase, 5)).isTrue();
  }

  @Test
  void aNewHookKnowsWhatAnEarlierOneSaw() {
    evaluated(100, 0.9);
    evaluated(300, 0.8);
    assertThat(stopsAt(EarlyStoppingHook.stopIfNoIncrease(evalDir, "accuracy", 200), 300)).isTrue();
  }

  @Test
  void laterEvaluationsCountWhenTheTrainingGetsThere() {
    evaluated(100, 0.9);
    evaluated(300, 0.8);
    var hook = EarlyStoppingHook.stopIfNoIncrease(evalDir, "accuracy", 200);
    assertThat(stopsAt(hook, 299)).isFalse();
    assertThat(stopsAt(hook, 300)).isTrue();
  }

  /** Single precision would take the two for equal. */
  @Test
  void evaluationsAreComparedInDoublePrecision() {
    evaluated(100, 0.9);
    evaluated(200, Math.nextUp(0.9));
    evaluated(300, Math.nextUp(0.9));
    var hook = EarlyStoppingHook.stopIfNoIncrease(evalDir, "accuracy", 200);
    assertThat(stopsAt(hook, 300)).isFalse();
    evaluated(400, 0.5);
    assertThat(stopsAt(hook, 400)).isTrue();
  }

  @Test
  void anEvaluationThatIsMadeAgainReplacesTheFirst() {
    var hook = EarlyStoppingHook.stopIfHigher(evalDir, "accuracy", 0.5);
    evaluated(100, 0.5);
    assertThat(stopsAt(hook, 101)).isFalse();
    evaluated(100, 0.6);
    assertThat(stopsAt(hook, 102)).isTrue();
    evaluated(100, 0.4);
    assertThat(stopsAt(hook, 103)).isFalse();
  }

  @Test
  void theLossesCanBeLookedAtToo() {
    evaluated(100, 0.9);
    assertThat(stopsAt(EarlyStoppingHook.stopIfLower(evalDir, "average_loss", 2), 100)).isTrue();
    assertThat(stopsAt(EarlyStoppingHook.stopIfHigher(evalDir, "loss", 2), 100)).isFalse();
  }

  @Test
  void aMissingMetricIsNamedWithThoseThatExist() {
    evaluated(1, 0.5);
    var hook = EarlyStoppingHook.stopIfHigher(evalDir, "auc", 0.5);
    assertThatThrownBy(() -> stopsAt(hook, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"auc\"")
        .hasMessageContaining("[accuracy, average_loss, loss]");
  }

  @Test
  void noStepsAreRefused() {
    assertThatThrownBy(() -> EarlyStoppingHook.stopIfNoIncrease(evalDir, "accuracy", 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max_steps (0)");
  }

  private void evaluated(long step, double value) {
    EvaluationHistory.in(evalDir)
        .put(new EvaluationRecord(step, 1, 1, 10, Map.of("accuracy", value), Map.of()));
  }

  private static boolean stopsAt(EarlyStoppingHook hook, long globalStep) {
    var context = new At(globalStep);
    hook.beforeRun(context);
    return context.stopped;
  }

  /** A training before a step. */
  private static final class At implements RunContext {
    private final long globalStep;
    private boolean stopped;

    At(long globalStep) {
      this.globalStep = globalStep;
    }

    @Override
    public long globalStep() {
      return globalStep;
    }

    @Override
    public void requestStop() {
      stopped = true;
    }

    @Override
    public boolean stopRequested() {
      return stopped;
    }

    @Override
    public Session session() {
      throw new UnsupportedOperationException();
    }

    @Override
    public EventFile events() {
      throw new UnsupportedOperationException();
    }

    @Override
    public long iteration() {
      throw new UnsupportedOperationException();
    }

    @Override
    public void abandon() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isAbandoned() {
      return false;
    }

    @Override
    public void interrupt() {
      throw new UnsupportedOperationException();
    }

    @Override
    public boolean isInterrupted() {
      return false;
    }

    @Override
    public void requestTrace() {
      throw new UnsupportedOperationException();
    }
  }
}
