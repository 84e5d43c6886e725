package io.github.tfestimator.server;

import io.github.tfestimator.interleaving.Interleavings;
import io.github.tfestimator.interleaving.Scenario;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests against versions that come and go, timeouts, aborts and the end, in any order. */
@Tag("medium")
class ServerInterleavingsTest {
  @ParameterizedTest
  @ValueSource(
      classes = {
        ServerScenarios.Swap.class,
        ServerScenarios.Rollback.class,
        ServerScenarios.Close.class,
        RequestScenarios.Timeout.class,
        RequestScenarios.Abort.class,
        RequestScenarios.TooLong.class
      })
  void nothingIsLostOrLeft(Class<? extends Scenario> scenario) throws Exception {
    Interleavings.explore(scenario, 1);
  }
}
