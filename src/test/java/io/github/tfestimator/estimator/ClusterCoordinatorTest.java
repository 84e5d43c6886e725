package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClusterCoordinatorTest {
  @Test
  void aReasonIsTheFirstLineThatSaysSomething() {
    assertThat(
            ClusterCoordinator.reason(
                "\n=====================\nFrom /job:ps/replica:0/task:0:\nSocket closed.\nMore"))
        .isEqualTo("Socket closed");
  }

  @Test
  void aMessageMayHaveNoReason() {
    assertThat(ClusterCoordinator.reason("From /job:ps/replica:0/task:0:\n"))
        .isEqualTo("no reason is known");
  }
}
