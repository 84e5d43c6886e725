package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.cnn.Averages;
import io.github.tfestimator.cnn.RateDecay;
import io.github.tfestimator.layers.LearningRate;
import io.github.tfestimator.peers.RaceRecipe;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.tensorflow.EagerSession;
import org.tensorflow.op.Ops;

/** The race's copy of the recipe {@code fast} beside the program's own. */
class RaceRecipeTest {
  private final Map<String, String> options = Recipe.FAST.options();
  private final RaceRecipe race = RaceRecipe.FAST;

  @Test
  void theRaceHasTheValuesOfTheRecipe() {
    assertThat(options)
        .containsEntry("--optimizer", "adam")
        .containsEntry("--augment", "shift")
        .hasSize(9);
    assertThat(race.batch()).isEqualTo(Integer.parseInt(options.get("--batch-size")));
    assertThat(race.steps()).isEqualTo(Integer.parseInt(options.get("--max-steps")));
    assertThat(race.dropout()).isEqualTo(Float.parseFloat(options.get("--dropout-rate")));
    assertThat(race.isShifted()).isTrue();
    assertThat(race.averageFrom())
        .isEqualTo(Averages.parse(options.get("--average-weights")).start());
  }

  @Test
  void theRateOfEachStepIsThatOfTheGraph() {
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
