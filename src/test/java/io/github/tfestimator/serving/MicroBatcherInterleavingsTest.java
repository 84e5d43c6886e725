package io.github.tfestimator.serving;

import io.github.tfestimator.interleaving.Interleavings;
import io.github.tfestimator.interleaving.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests, the end of waiting, failures, delays and interrupts, in any order. */
@Tag("medium")
class MicroBatcherInterleavingsTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        MicroBatcherScenarios.Requests.class,
        MicroBatcherScenarios.Failure.class,
        MicroBatcherScenarios.Delay.class
      })
  void eachRequestGetsItsAnswerOnce(Class<? extends Scenario> scenario) throws Exception {
    Interleavings.explore(scenario, 2);
  }

  @ParameterizedTest
  @ValueSource(classes = {MicroBatcherScenarios.Stop.class, MicroBatcherScenarios.Interrupt.class})
  void noRequestIsLostByAStopOrAnInterrupt(Class<? extends Scenario> scenario) throws Exception {
    Interleavings.explore(scenario, 1);
  }
}
