package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.hooks.EarlyStoppingHook;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EvaluationRecord;
import io.github.tfestimator.summary.EventFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Evaluations and exports in the midst of a training, which make no difference to it. */
@Tag("medium")
class TrainAndEvaluateTest {
  private static final SyntheticInput TEST = TinyModel.examples(22, 10);
  private static final EvalSpec EVAL = EvalSpec.of(TEST).withThrottle(Duration.ZERO);

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  @TempDir private Path otherDir;

  @Test
  void eachCheckpointIsEvaluatedAndExported() {
    saving(2).trainAndEvaluate(upTo(5).withHooks(new StepLog()), EVAL.withExporters(new Diary()));
    assertThat(events())
        .containsExactly(
            "save 0",
            "step 1",
            "step 2",
            "save 2",
            "dict 2",
            "export 2",
            "step 3",
            "step 4",
            "save 4",
            "dict 4",
            "export 4",
            "step 5",
            "save 5",
            "dict 5",
            "export 5",
            "final 5");
  }

  @Test
  void aLastStepThatTheIntervalSavesIsEvaluatedOnce() {
    saving(2).trainAndEvaluate(upTo(4), EVAL.withExporters(new Diary()));
    assertThat(events())
        .containsExactly(
            "save 0", "save 2", "dict 2", "export 2", "save 4", "dict 4", "export 4", "final 4");
  }

  @Test
  void anInputEndingAtACheckpointIsEvaluatedOnce() {
    var spec = TrainSpec.of(TinyModel.examples(16, 8), Steps.upTo(100));
    saving(2).trainAndEvaluate(spec, EVAL.withExporters(new Diary()));
    assertThat(events()).containsExactly("save 0", "save 2", "dict 2", "export 2", "final 2");
  }

  @Test
  void aTrainingEndedByAHookIsEvaluatedAndExported() {
    var spec = upTo(100).withHooks(new AtStep(4, RunContext::requestStop));
    var result = saving(2).trainAndEvaluate(spec, EVAL.withExporters(new Diary()));
    assertThat(events())
        .containsExactly(
            "save 0", "save 2", "dict 2", "export 2", "save 4", "dict 4", "export 4", "final 4");
    assertThat(result.globalStep()).isEqualTo(4);
  }

  /** The evaluation comes in time for it, and isn't made again. */
  @Test
  void anEvaluationThatStopsTheTrainingEarlyIsItsLast() {
    Estimator estimator = saving(2);
    var stopping = EarlyStoppingHook.stopIfHigher(estimator.evalDir("mine"), "accuracy", -1);
    var result =
        estimator.trainAndEvaluate(
            upTo(100).withHooks(stopping), EVAL.withName("mine").withExporters(new Diary()));
    assertThat(events()).containsExactly("save 0", "save 2", "dict 2", "export 2", "final 2");
    assertThat(result.globalStep()).isEqualTo(2);
  }

  @Test
  void eachEvaluationIsKeptAndWrittenForTensorBoard() {
    var result = saving(2).trainAndEvaluate(upTo(5), EVAL);
    assertThat(EventFiles.scalars(modelDir.resolve("eval"))).containsOnlyKeys(2L, 4L, 5L);
    List<EvaluationRecord> kept = EvaluationHistory.in(modelDir.resolve("eval")).records();
    assertThat(kept).extracting(EvaluationRecord::globalStep).containsExactly(2L, 4L, 5L);
    assertThat(Evaluation.of(kept.get(2))).isEqualTo(result.evaluation().orElseThrow());
    assertThat(kept.get(2).confusionMatrices()).containsOnlyKeys("matrix");
  }

  @Test
  void anExporterSeesTheEvaluationsBeforeItsOwn() {
    List<List<Long>> seen = new ArrayList<>();
    Exporter reader =
        new Exporter() {
          @Override
          public String name() {
            return "reader";
          }

          @Override
          public Optional<Path> exportEvaluated(
              Estimator estimator,
              Path exportDir,
              Evaluation evaluation,
              EvaluationHistory earlier) {
            seen.add(earlier.records().stream().map(EvaluationRecord::globalStep).toList());
            return Optional.empty();
          }
        };
    saving(2).trainAndEvaluate(upTo(5), EVAL.withName("mine").withExporters(reader));
    assertThat(seen).containsExactly(List.of(), List.of(2L), List.of(2L, 4L));
  }

  @Test
  void theThrottleLetsTheFirstNewCheckpointPassAndTheLast() {
    var throttled = EVAL.withThrottle(Duration.ofDays(365_000_000));
    saving(1).trainAndEvaluate(upTo(4), throttled.withExporters(new Diary()));
    assertThat(events())
        .containsExactly(
            "save 0",
            "save 1",
            "dict 1",
            "export 1",
            "save 2",
            "save 3",
            "save 4",
            "dict 4",
            "export 4",
            "final 4");
    assertThat(log.lines().startingWith("Skip the current checkpoint eval due to throttle secs ("))
        .hasSize(3);
  }

  @Test
  void theFirstCheckpointIsNotEvaluatedAgain() {
    saving(2).trainAndEvaluate(upTo(4), EVAL);
    log.lines().forget();
    saving(2).trainAndEvaluate(upTo(6), EVAL.withExporters(new Diary()));
    assertThat(events()).containsExactly("save 6", "dict 6", "export 6", "final 6");
  }

  /** As when the process was killed between its save and its evaluation. */
  @Test
  void oneThatWasToBeEvaluatedAndWasNotIsFirst() {
    saving(2).train(TinyModel.TRAIN, Steps.more(4));
    log.lines().forget();
    saving(2).trainAndEvaluate(upTo(6), EVAL.withExporters(new Diary()));
    assertThat(events())
        .containsExactly("dict 4", "export 4", "save 6", "dict 6", "export 6", "final 6");
  }

  /** One that was saved for the process's end would not have been evaluated without that. */
  @Test
  void oneThatWasNotToBeEvaluatedIsNot() {
    saving(2).train(TinyModel.TRAIN, Steps.more(3));
    log.lines().forget();
    saving(2).trainAndEvaluate(upTo(4), EVAL.withExporters(new Diary()));
    assertThat(events()).containsExactly("save 4", "dict 4", "export 4", "final 4");
  }

  /** Such as one that was killed before its last evaluation; Python doesn't make up for it. */
  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void aFinishedTrainingIsEvaluatedAndExported(long maxSteps) {
    Evaluation expected = trained(3).evaluate(TEST);
    log.lines().forget();
    var result = saving(1).trainAndEvaluate(upTo(maxSteps), EVAL.withExporters(new Diary()));
    assertThat(events()).containsExactly("dict 3", "export 3", "final 3");
    assertThat(result.globalStep()).isEqualTo(3);
    assertThat(result.evaluation()).contains(expected);
  }

  @Test
  void theResultIsTheLastEvaluationAndTheLastExports() {
    Exporter early = exporter("early", path -> path);
    var result =
        saving(1)
            .trainAndEvaluate(upTo(3), EVAL.withExporters(new Diary(), early, new Idle("idle")));
    assertThat(result.globalStep()).isEqualTo(3);
    assertThat(result.evaluation()).contains(TinyModel.in(modelDir).evaluate(TEST));
    Path export = modelDir.resolve("export");
    assertThat(result.exports())
        .containsOnlyKeys("diary", "early")
        .containsEntry("diary", export.resolve("diary").resolve("final3"))
        .containsEntry("early", export.resolve("early"));
  }

  @Test
  void evaluationOnTheWayChangesNoBitOfTheTraining() {
    RunConfig config = RunConfig.in(modelDir).withKeepCheckpointMax(0);
    TinyModel.with(config.withSaveCheckpoints(Every.steps(1))).trainAndEvaluate(upTo(6), EVAL);
    assertThat(log.lines().startingWith("Saving dict for global step")).hasSize(6);
    for (long step = 1; step <= 6; step++) {
      assertThat(variables(modelDir.resolve("model.ckpt-" + step)))
          .isEqualTo(variablesAfter(step, otherDir));
    }
  }

  @Test
  void anInterruptedTrainingIsResumedToTheSameBits() {
    var spec = upTo(6).withHooks(new AtStep(4, RunContext::interrupt));
    var result = saving(2).trainAndEvaluate(spec, EVAL.withExporters(new Diary()));
    assertThat(events()).containsExactly("save 0", "save 2", "dict 2", "export 2", "save 4");
    assertThat(result.globalStep()).isEqualTo(4);
    assertThat(result.evaluation()).isEmpty();
    assertThat(result.exports().get("diary")).hasFileName("export2");

    log.lines().forget();
    saving(2).trainAndEvaluate(upTo(6), EVAL.withExporters(new Diary()));
    assertThat(events())
        .containsExactly("dict 4", "export 4", "save 6", "dict 6", "export 6", "final 6");
    assertThat(variables(modelDir.resolve("model.ckpt-6"))).isEqualTo(variablesAfter(6, otherDir));
  }

  @Test
  void anAbandonedTrainingIsNeitherEvaluatedNorExported() {
    var spec = upTo(6).withHooks(new AtStep(3, RunContext::abandon));
    var result = saving(2).trainAndEvaluate(spec, EVAL.withExporters(new Diary()));
    assertThat(events()).containsExactly("save 0", "save 2", "dict 2", "export 2");
    assertThat(result.evaluation()).isEmpty();
  }

  @Test
  void whatAnExporterFailedAtIsMadeUpFor() {
    Exporter failing =
        exporter(
            "failing",
            path -> {
              throw new UnsupportedOperationException("enough");
            });
    assertThatThrownBy(() -> saving(2).trainAndEvaluate(upTo(4), EVAL.withExporters(failing)))
        .hasMessage("enough");
    log.lines().forget();
    saving(2).trainAndEvaluate(upTo(4), EVAL.withExporters(new Diary()));
    assertThat(events())
        .containsExactly("dict 2", "export 2", "save 4", "dict 4", "export 4", "final 4");
  }

  @Test
  void aDamagedHistoryIsNoReasonNotToGoOn() throws IOException {
    saving(2).trainAndEvaluate(upTo(2), EVAL);
    Path file = saving(2).evalDir().resolve(EvaluationHistory.FILE);
    Files.writeString(file, "{}\n");
    assertThat(saving(2).trainAndEvaluate(upTo(4), EVAL).globalStep()).isEqualTo(4);
    // Before the first step, which evaluates step 2 once more, and for steps 2 and 4.
    assertThat(log.lines().startingWith("The evaluations in " + file + " are damaged: line 1"))
        .hasSize(3);
    assertThat(file).hasContent("{}");
  }

  @Test
  void aFailingExporterLeavesTheCheckpoint() {
    Exporter failing =
        exporter(
            "failing",
            path -> {
              throw new UnsupportedOperationException("enough");
            });
    assertThatThrownBy(
            () -> saving(2).trainAndEvaluate(upTo(6), EVAL.withExporters(failing, new Diary())))
        .isInstanceOf(UnsupportedOperationException.class)
        .hasMessage("enough");
    assertThat(events()).containsExactly("save 0", "save 2", "dict 2");
    assertThat(trained(1).newestCheckpoint().globalStep()).isEqualTo(3);
  }

  @Test
  void noOtherTrainingStartsDuringTheLastEvaluation() {
    Exporter intruder =
        exporter(
            "intruder",
            path -> {
              assertThatThrownBy(() -> trained(1))
                  .isInstanceOf(CheckpointException.class)
                  .hasMessageContaining("is being trained");
              return path;
            });
    for (String when : List.of("in the training", "after it")) {
      var result = saving(1).trainAndEvaluate(upTo(2), EVAL.withExporters(intruder));
      assertThat(result.exports()).as(when).containsKey("intruder");
    }
    assertThat(trained(1).newestCheckpoint().globalStep()).isEqualTo(3);
  }

  @Test
  void anEndlessEvaluationInputIsRefusedBeforeTheTraining() {
    assertThatThrownBy(() -> saving(1).trainAndEvaluate(upTo(2), EvalSpec.of(TinyModel.TRAIN)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("never ends");
    assertThat(modelDir).isEmptyDirectory();
  }

  @Test
  void anEvaluationTakesAllAndWaitsTenMinutesByDefault() {
    EvalSpec spec = EvalSpec.of(TinyModel.examples(303, 1));
    assertThat(spec.throttle()).isEqualTo(Duration.ofMinutes(10));
    var result = saving(1).trainAndEvaluate(upTo(1), spec);
    assertThat(result.evaluation().orElseThrow().examples()).isEqualTo(303);
  }

  @Test
  void refusesBadExporterNamesAndANegativeThrottle() {
    assertRefused(() -> EVAL.withName("a/b"), "name (a/b) must be");
    assertRefused(() -> EVAL.withName(".."), "name (..) must be");
    assertRefused(() -> EVAL.withName(""), "name () must be");
    assertThat(EVAL.withName("on_test-2.0").name()).contains("on_test-2.0");
    assertRefused(() -> EVAL.withExporters(new Idle("../x")), "exporter's name (../x) must be");
    assertRefused(
        () -> EVAL.withExporters(new Diary(), new Diary()), "exporters ([diary, diary]) must");
    assertRefused(() -> EVAL.withThrottle(Duration.ofSeconds(-1)), "throttle (PT-1S) must be");
  }

  private static void assertRefused(Runnable call, String message) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(message);
  }

  private Estimator saving(long everySteps) {
    return TinyModel.with(RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(everySteps)));
  }

  private static TrainSpec upTo(long steps) {
    return TrainSpec.of(TinyModel.TRAIN, Steps.upTo(steps));
  }

  /** The model directory's model, trained so many steps more. */
  private Estimator trained(long steps) {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(steps));
    return estimator;
  }

  private static List<VariableInfo> variablesAfter(long steps, Path folder) {
    Estimator plain = TinyModel.in(folder);
    plain.train(TinyModel.TRAIN, Steps.upTo(steps));
    return plain.newestCheckpoint().variables();
  }

  private static List<VariableInfo> variables(Path checkpoint) {
    return CheckpointReader.open(checkpoint).variables();
  }

  /** Returns the logged saves, steps, evaluations and exports, in a word and a number each. */
  private List<String> events() {
    return log.lines().all().stream()
        .map(line -> line.replaceFirst("^Saving checkpoints for (\\d+) into .*", "save $1"))
        .map(line -> line.replaceFirst("^Saving dict for global step (\\d+): .*", "dict $1"))
        .filter(line -> line.matches("(save|dict|step|export|final) \\d+"))
        .toList();
  }

  /** Makes something of each evaluation. */
  private static Exporter exporter(String name, UnaryOperator<Path> making) {
    return new Exporter() {
      @Override
      public String name() {
        return name;
      }

      @Override
      public Optional<Path> exportEvaluated(
          Estimator estimator, Path exportDir, Evaluation evaluation, EvaluationHistory earlier) {
        return Optional.of(making.apply(exportDir));
      }
    };
  }

  /** Logs the step of the newest checkpoint, which must be the evaluation's. */
  private record Diary() implements Exporter {
    @Override
    public String name() {
      return "diary";
    }

    @Override
    public Optional<Path> exportEvaluated(
        Estimator estimator, Path exportDir, Evaluation evaluation, EvaluationHistory earlier) {
      return write("export", estimator, exportDir, evaluation);
    }

    @Override
    public Optional<Path> exportFinal(Estimator estimator, Path exportDir, Evaluation evaluation) {
      return write("final", estimator, exportDir, evaluation);
    }

    private static Optional<Path> write(
        String what, Estimator estimator, Path exportDir, Evaluation evaluation) {
      long step = estimator.newestCheckpoint().globalStep();
      assertThat(evaluation.globalStep()).isEqualTo(step);
      Log.TENSORFLOW.info("{} {}", what, step);
      return Optional.of(exportDir.resolve(what + step));
    }
  }

  /** Does nothing. */
  private record Idle(String name) implements Exporter {}

  /** Logs each step that was taken. */
  private record StepLog() implements SessionRunHook {
    @Override
    public void afterRun(RunContext context, RunValues values) {
      Log.TENSORFLOW.info("step {}", context.globalStep() + 1);
    }
  }

  /** Does something after a step. */
  private record AtStep(long step, Consumer<RunContext> what) implements SessionRunHook {
    @Override
    public void afterRun(RunContext context, RunValues values) {
      if (context.globalStep() + 1 == step) {
        what.accept(context);
      }
    }
  }
}
