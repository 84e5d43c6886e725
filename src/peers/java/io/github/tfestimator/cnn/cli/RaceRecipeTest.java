package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.cnn.Averages;
import io.github.tfestimator.cnn.RateDecay;
import io.github.tfestimator.layers.LearningRate;
import io.github.tfestimator.peers.RaceRecipe;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;

/** The race's copies of the recipes {@code fast} and {@code sprint} beside the program's own. */
class RaceRecipeTest {
  @ParameterizedTest
  @EnumSource(names = {"FAST", "SPRINT"})
  void theRaceHasTheValuesOfTheRecipe(Recipe recipe) {
    Map<String, String> options = recipe.options();
    RaceRecipe race = RaceRecipe.valueOf(recipe.name());
    assertThat(options)
        .containsEntry("--optimizer", "adam")
        .containsEntry("--augment", "shift")
        .doesNotContainKey("--batch-size")
        .hasSize(recipe == Recipe.FAST ? 9 : 12);
    assertThat(race.batch()).as("the default of --batch-size").isEqualTo(100);
    assertThat(race.steps()).isEqualTo(Integer.parseInt(options.get("--max-steps")));
    assertThat(race.dropout()).isEqualTo(Float.parseFloat(options.get("--dropout-rate")));
    assertThat((float) race.beta2()).isEqualTo(Float.parseFloat(options.get("--beta2")));
    assertThat(race.isShifted()).isTrue();
    assertThat(race.averageFrom())
        .isEqualTo(Averages.parse(options.get("--average-weights")).start());
  }

  @ParameterizedTest
  @EnumSource(names = {"FAST", "SPRINT"})
  void theRateOfEachStepIsThatOfTheGraph(Recipe recipe) {
    Map<String, String> options = recipe.options();
    RaceRecipe race = RaceRecipe.valueOf(recipe.name());
    float rate = Float.parseFloat(options.get("--learning-rate"));
    RateDecay decay = RateDecay.parse(options.get("--decay"));
    assertThat(decay.kind()).isEqualTo(RateDecay.Kind.LINEAR);
    LearningRate graph =
        LearningRate.polynomialDecay(rate, decay.steps(), rate * decay.rate(), 1)
            .withWarmUp(Long.parseLong(options.get("--warm-up")));
    try (var session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      for (int step = 0; step <= race.steps(); step += 7) {
        float expected = graph.at(tf, tf.constant((long) step)).asTensor().getFloat();
        assertThat((float) race.rateAfter(step))
            .as("step %d", step)
            .isCloseTo(expected, within(1e-9f));
      }
    }
  }
}
