package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.Checkpoints;
import io.github.tfestimator.hooks.CheckpointSaverHook;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.LoggingTensorHook;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;

/** Calls that hooks receive, values that they fetch, and requests that they make. */
@Tag("medium")
class HooksTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void loggedTensorsAreComputedOnlyWhenTheyAreLogged() {
    List<Long> computed = new ArrayList<>();
    SessionRunHook spy =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            try {
              assertThat(values.get("softmax_tensor").shape().asArray()).containsExactly(8, 3);
              computed.add(context.iteration());
            } catch (IllegalArgumentException notComputed) {
              assertThat(notComputed).hasMessageContaining("\"softmax_tensor\"");
            }
          }
        };
    var logging = LoggingTensorHook.every(50, "probabilities", "softmax_tensor");
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(120), spy, logging);
    assertThat(computed).containsExactly(0L, 50L, 100L);
    assertThat(log.lines().startingWith("probabilities = [[")).hasSize(3);
  }

  @Test
  void loggingCountsTheStepsOfACallNotThoseBefore() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(7));
    var logging = LoggingTensorHook.every(5, "p", "softmax_tensor");
    estimator.train(TinyModel.TRAIN, Steps.more(6), logging);
    estimator.train(TinyModel.TRAIN, Steps.more(1), logging);
    List<String> lines = log.lines().startingWith("p = ");
    assertThat(lines).hasSize(3);
    assertThat(lines.get(0)).endsWith("]]");
    assertThat(lines.get(1)).matches(".*]] \\(\\d+\\.\\d{3} sec\\)");
    assertThat(lines.get(2)).as("a new call, a new stopwatch").endsWith("]]");
  }

  @Test
  void loggingByTimeLogsWhenTheTimeIsUp() {
    var p = Map.of("p", "softmax_tensor");
    var q = Map.of("q", "softmax_tensor");
    TinyModel.in(modelDir)
        .train(
            TinyModel.TRAIN,
            Steps.more(7),
            LoggingTensorHook.every(Every.time(Duration.ofNanos(1)), p),
            LoggingTensorHook.every(Every.seconds(100_000), q));
    assertThat(log.lines().startingWith("p = ")).hasSize(7);
    assertThat(log.lines().startingWith("q = ")).hasSize(1);
  }

  @Test
  void noTimeAndNoStepsAreRefused() {
    assertThatThrownBy(() -> Every.time(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("interval (PT0S)");
    assertThatThrownBy(() -> Every.steps(0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steps (0)");
  }

  @Test
  void aStopBeforeAStepSparesIt() {
    SessionRunHook stopping =
        new SessionRunHook() {
          @Override
          public Collection<String> beforeRun(RunContext context) {
            if (context.globalStep() == 4) {
              context.requestStop();
            }
            return List.of();
          }
        };
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(100), stopping))
        .isEqualTo(4);
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(100), stopping))
        .isEqualTo(4);
  }

  @Test
  void anotherSaverSavesToAnotherPlace() throws IOException {
    Path backup = Files.createDirectories(modelDir.resolve("backup"));
    TinyModel.in(modelDir)
        .train(
            TinyModel.TRAIN,
            Steps.more(6),
            new CheckpointSaverHook(Checkpoints.in(backup, 2), Every.steps(4)));
    assertThat(CheckpointReader.newestIn(backup).orElseThrow().variables())
        .isEqualTo(TinyModel.in(modelDir).newestCheckpoint().variables());
    assertThat(TinyModel.contents(backup)).containsKeys("model.ckpt-4.index", "model.ckpt-6.index");
    assertThat(TinyModel.contents(backup)).doesNotContainKey("model.ckpt-0.index");
  }

  @Test
  void severalTensorsShareALineSortedByTag() {
    var logging =
        LoggingTensorHook.every(Every.steps(1), Map.of("b", "global_step", "a", "dense/bias:0"));
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1), logging);
    assertThat(log.lines().startingWith("a = [")).hasSize(1);
    assertThat(log.lines().startingWith("a = [").get(0))
        .matches("a = \\[\\S+ \\S+ \\S+ \\.\\.\\. \\S+ \\S+ \\S+], b = 0");
  }

  @Test
  void featuresAndLabelsAreLogged() {
    var tensors = Map.of("a", "x", "b", "input_fn/features/x:0", "c", "labels");
    var seen = new ArrayList<String>();
    SessionRunHook spy =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            seen.add(values.get("x").shape() + " " + values.get("labels").shape());
          }
        };
    var logging = LoggingTensorHook.every(Every.steps(1), tensors);
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1), logging, spy);
    assertThat(seen).containsExactly("[8, 6] [8]");
    assertThat(log.lines().startingWith("a = [["))
        .singleElement()
        .satisfies(line -> assertThat(line).matches("a = (.*), b = \\1, c = \\[\\d .*\\d].*"));
  }

  @Test
  void namesAMissingTensorBeforeAnySave() {
    var logging = LoggingTensorHook.every(50, "p", "soft_tensor");
    assertThatThrownBy(() -> TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1), logging))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"soft_tensor\"");
    assertThat(TinyModel.contents(modelDir)).containsOnlyKeys(".lock");
  }

  @Test
  void namesAMissingTensorOutputBeforeAnySave() {
    for (String tensor : List.of("softmax_tensor:1", "softmax_tensor:x", "softmax_tensor:-1")) {
      var logging = LoggingTensorHook.every(50, "p", tensor);
      assertThatThrownBy(
              () -> TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1), logging))
          .as(tensor)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(tensor);
    }
    assertThat(TinyModel.contents(modelDir)).containsOnlyKeys(".lock");
  }

  @Test
  void aTensorThatAnyHookAsksForInVainIsNamed() {
    assertThatThrownBy(
            () ->
                TinyModel.in(modelDir)
                    .train(TinyModel.TRAIN, Steps.more(1), new Asking("nothing_such")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nothing_such");
  }

  @Test
  void loggingEveryZeroStepsIsRefused() {
    assertThatThrownBy(() -> LoggingTensorHook.every(0, "p", "softmax_tensor"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("every_n_iter (0)");
  }

  @Test
  void twoHooksThatAskForOneTensorBothGetIt() {
    var one = new Asking("softmax_tensor");
    var other = new Asking("softmax_tensor:0");
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(2), one, other);
    assertThat(one.got).hasSize(2);
    assertThat(one.got.get(0)).hasSize(24).containsExactly(other.got.get(0));
    assertThat(one.got.get(1)).containsExactly(other.got.get(1)).isNotEqualTo(one.got.get(0));
  }

  @Test
  void hooksAreCalledInOrder() {
    List<String> calls = new ArrayList<>();
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    estimator.train(TinyModel.TRAIN, Steps.more(2), new Diary(calls));
    assertThat(calls)
        .containsExactly(
            "begin",
            "afterCreateSession 3",
            "beforeRun 0 3",
            "afterRun 0 3",
            "beforeRun 1 4",
            "afterRun 1 4",
            "end 5");
  }

  @Test
  void aRequestToStopMakesTheStepTheLastAndIsSaved() {
    SessionRunHook stopping =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            if (context.globalStep() == 4) {
              context.requestStop();
            }
          }
        };
    Estimator estimator = TinyModel.in(modelDir);
    assertThat(estimator.train(TinyModel.TRAIN, Steps.more(100), stopping)).isEqualTo(5);
    assertThat(estimator.newestCheckpoint().globalStep()).isEqualTo(5);
  }

  @Test
  void aThrowingHookLeavesTheCheckpoint() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    var before = TinyModel.contents(modelDir);
    SessionRunHook failing =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            if (context.iteration() == 2) {
              throw new UnsupportedOperationException("enough");
            }
          }
        };
    assertThatThrownBy(() -> estimator.train(TinyModel.TRAIN, Steps.more(9), failing))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("enough");
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
    assertThat(estimator.train(TinyModel.TRAIN, Steps.more(1))).isEqualTo(4);
  }

  @Test
  void whereverAHookThrowsNothingThatWasSavedIsLost() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    for (String when : List.of("begin", "afterCreateSession", "beforeRun", "end")) {
      var before = estimator.newestCheckpoint().globalStep();
      assertThatThrownBy(
              () -> estimator.train(TinyModel.TRAIN, Steps.more(2), new ThrowingAt(when)))
          .as(when)
          .hasMessage(when);
      assertThat(estimator.newestCheckpoint().globalStep())
          .as(when)
          .isEqualTo(when.equals("end") ? before + 2 : before);
    }
  }

  /** Fails at one of the calls. */
  private record ThrowingAt(String when) implements SessionRunHook {
    @Override
    public void begin(Graph graph) {
      throwAt("begin");
    }

    @Override
    public void afterCreateSession(RunContext context) {
      throwAt("afterCreateSession");
    }

    @Override
    public Collection<String> beforeRun(RunContext context) {
      throwAt("beforeRun");
      return List.of();
    }

    @Override
    public void end(RunContext context) {
      throwAt("end");
    }

    private void throwAt(String call) {
      if (call.equals(when)) {
        throw new UnsupportedOperationException(when);
      }
    }
  }

  /** Wants a tensor at every step. */
  private static final class Asking implements SessionRunHook {
    private final String tensor;
    private final List<float[]> got = new ArrayList<>();

    Asking(String tensor) {
      this.tensor = tensor;
    }

    @Override
    public Collection<String> beforeRun(RunContext context) {
      return List.of(tensor);
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      got.add(Tensors.floats(values.get(tensor)));
    }
  }

  /** Notes every call. */
  private record Diary(List<String> calls) implements SessionRunHook {
    @Override
    public void begin(Graph graph) {
      calls.add("begin");
    }

    @Override
    public void afterCreateSession(RunContext context) {
      calls.add("afterCreateSession " + context.globalStep());
    }

    @Override
    public Collection<String> beforeRun(RunContext context) {
      calls.add("beforeRun " + context.iteration() + " " + context.globalStep());
      return List.of();
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      calls.add("afterRun " + context.iteration() + " " + context.globalStep());
    }

    @Override
    public void end(RunContext context) {
      calls.add("end " + context.globalStep());
    }
  }
}
