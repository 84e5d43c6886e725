package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.hooks.Every;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The length of a training, and its end. */
@Tag("medium")
class TrainingTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  @TempDir private Path otherDir;

  @ParameterizedTest
  @ValueSource(strings = {"1 39", "20 20", "39 1", "13 13 14", "3 1 4 1 5 9 2 6 9"})
  void howeverTheyAreSplitFortyStepsEndInTheSameBits(String split) {
    var often = RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(7));
    long reached = 0;
    for (String part : split.split(" ")) {
      long steps = Long.parseLong(part);
      reached += steps;
      // By turns, as one counts and as one stops where it is said.
      boolean more = reached % 2 == 0;
      Estimator estimator = more ? TinyModel.in(modelDir) : TinyModel.with(often);
      assertThat(estimator.train(TinyModel.TRAIN, more ? Steps.more(steps) : Steps.upTo(reached)))
          .isEqualTo(reached);
    }
    TinyModel.in(otherDir).train(TinyModel.TRAIN, Steps.more(40));
    assertThat(variables(modelDir)).isEqualTo(variables(otherDir));
  }

  @Test
  void oneSeedGivesOneModel() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(5));
    TinyModel.in(otherDir).train(TinyModel.TRAIN, Steps.more(5));
    assertThat(variables(modelDir)).isEqualTo(variables(otherDir));
  }

  @Test
  void anotherSeedGivesAnotherModel() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(5));
    TinyModel.with(RunConfig.in(otherDir).withSeed(43)).train(TinyModel.TRAIN, Steps.more(5));
    assertThat(sha256(modelDir, "dense/kernel")).isNotEqualTo(sha256(otherDir, "dense/kernel"));
  }

  @Test
  void aStepMovesEveryVariable() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(10));
    List<VariableInfo> before = variables(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(1));
    assertThat(variables(modelDir)).hasSize(5).doesNotContainAnyElementsOf(before);
  }

  @Test
  void stepsAreThatManyMore() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    assertThat(estimator.train(TinyModel.TRAIN, Steps.more(4))).isEqualTo(7);
    assertThat(estimator.newestCheckpoint().globalStep()).isEqualTo(7);
  }

  @Test
  void maxStepsIsWhereItEnds() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    assertThat(estimator.train(TinyModel.TRAIN, Steps.upTo(5))).isEqualTo(5);
    assertThat(estimator.newestCheckpoint().globalStep()).isEqualTo(5);
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 3})
  void trainingIsSkippedWhenMaxStepsIsReached(long maxSteps) {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    var before = TinyModel.contents(modelDir);
    int linesBefore = log.lines().all().size();
    assertThat(estimator.train(TinyModel.TRAIN, Steps.upTo(maxSteps))).isEqualTo(3);
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
    assertThat(log.lines().all().subList(linesBefore, log.lines().all().size()))
        .containsExactly("Skipping training since max_steps has already saved.");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1})
  void stepsBelowOneAreRefused(long count) {
    assertThatThrownBy(() -> Steps.more(count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steps (" + count + ")");
    assertThatThrownBy(() -> Steps.upTo(count))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("max_steps (" + count + ")");
  }

  @Test
  void anInputThatEndsEndsTheTraining() {
    assertThat(TinyModel.in(modelDir).train(TinyModel.examples(20, 8), Steps.more(100)))
        .isEqualTo(3);
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isEqualTo(3);
  }

  @Test
  void anInputThatEndsIsReadFromItsStartAgain() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.examples(20, 8), Steps.more(100));
    assertThat(estimator.train(TinyModel.examples(20, 8), Steps.more(100))).isEqualTo(6);
  }

  @Test
  void anEmptyInputMakesNoStepsAndSaysSo() {
    assertThat(TinyModel.in(modelDir).train(TinyModel.examples(0, 8), Steps.more(10))).isZero();
    assertThat(log.lines().all())
        .contains("Training with estimator made no steps. Perhaps input is empty or misspecified.");
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isZero();
  }

  @Test
  void anInputWithoutLabelsCantBeTrainedOn() {
    assertThatThrownBy(
            () -> TinyModel.in(modelDir).train(TinyModel.TRAIN.unlabeled(), Steps.more(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("asks for labels in TRAIN, and this input has none");
  }

  @Test
  void aFeatureThatTheInputLacksIsNamedWithThoseItHas() {
    ModelFn asksForY = (tf, features, labels, mode) -> EstimatorSpec.train(features.get("y"), null);
    assertThatThrownBy(
            () ->
                Estimator.of(asksForY, RunConfig.in(modelDir))
                    .train(TinyModel.TRAIN, Steps.more(1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"y\"")
        .hasMessageContaining("[x]");
  }

  @Test
  void aSpecOfAnotherModeIsRefused() {
    ModelFn alwaysPredicts =
        (tf, features, labels, mode) ->
            new TinyModel(8, 0.2f).apply(tf, features, labels, Mode.PREDICT);
    assertThatThrownBy(
            () ->
                Estimator.of(alwaysPredicts, RunConfig.in(modelDir))
                    .train(TinyModel.TRAIN, Steps.more(1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("EstimatorSpec.Predict")
        .hasMessageContaining("EstimatorSpec.train");
  }

  private static List<VariableInfo> variables(Path modelDir) {
    return TinyModel.in(modelDir).newestCheckpoint().variables();
  }

  private static String sha256(Path modelDir, String name) {
    return variables(modelDir).stream()
        .filter(variable -> variable.name().equals(name))
        .findFirst()
        .orElseThrow()
        .sha256();
  }
}
