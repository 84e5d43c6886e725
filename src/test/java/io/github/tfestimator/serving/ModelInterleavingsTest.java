package io.github.tfestimator.serving;

import io.github.tfestimator.interleaving.Interleavings;
import io.github.tfestimator.interleaving.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests against models that are closed, replaced and followed, in any order. */
@Tag("medium")
class ModelInterleavingsTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        ModelScenarios.Retire.class,
        ModelScenarios.Close.class,
        ModelScenarios.Swap.class,
        ModelScenarios.Follow.class,
        ModelScenarios.Poll.class
      })
  void memoryIsFreedOnceAfterItsLastUse(Class<? extends Scenario> scenario) throws Exception {
    Interleavings.explore(scenario, 1);
  }
}
