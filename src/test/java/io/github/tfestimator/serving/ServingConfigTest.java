package io.github.tfestimator.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.estimator.SessionConfig;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ServingConfigTest {
  @Test
  void neitherGroupsNorFollowsUnlessAsked() {
    var config = ServingConfig.defaults();
    assertThat(config.maxBatch()).isEqualTo(1);
    assertThat(config.followsVersions()).isFalse();
    assertThat(config.followingVersions(Duration.ofSeconds(1)).followsVersions()).isTrue();
  }

  @Test
  void eachSettingKeepsTheOthers() {
    var config = ServingConfig.defaults();
    Duration second = Duration.ofSeconds(1);
    BatchListener listener = waits -> {};
    SessionConfig session = SessionConfig.defaults().withGpuMemoryGrowth();
    assertThat(
            config
                .withMicroBatches(32, Duration.ZERO)
                .withSession(session)
                .withBatchListener(listener)
                .withoutWarmUp()
                .followingVersions(second))
        .isEqualTo(
            config
                .followingVersions(second)
                .withMicroBatches(32, Duration.ZERO)
                .withoutWarmUp()
                .withBatchListener(listener)
                .withSession(session))
        .isEqualTo(new ServingConfig(32, Duration.ZERO, second, false, session, listener));
    assertThat(config.withMicroBatches(32))
        .isEqualTo(config.withMicroBatches(32, Duration.ofMillis(100)));
  }

  @Test
  void refusesWhatMakesNoSense() {
    var config = ServingConfig.defaults();
    assertRefused(
        () -> config.withMicroBatches(0, Duration.ZERO), "maxBatch (0) must be 1 or more");
    assertRefused(
        () -> config.withMicroBatches(2, Duration.ofMillis(-1)),
        "maxDelay (PT-0.001S) must be a time of up to a day");
    assertRefused(
        () -> config.followingVersions(Duration.ZERO), "interval (PT0S) must be a positive time");
    assertRefused(
        () -> config.followingVersions(Duration.ofDays(2)),
        "pollInterval (PT48H) must be a time of up to a day");
  }

  private static void assertRefused(Runnable making, String message) {
    assertThatThrownBy(making::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
