package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterCoordinatorTest {
  @Test
  void aReasonIsTheFirstLineThatSaysSomething() {
    assertThat(
            ClusterCoordinator.reason(
                "\n=====================\nFrom /job:ps/replica:0/task:0:\nSocket closed.\nMore"))
        .isEqualTo("Socket closed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "From /job:ps/replica:0/task:0:\n",
        "UNAVAILABLE: From /job:ps/replica:0/task:0:\n",
        "UNAVAILABLE: From /job:ps/replica:0/task:0:.",
        "UNAVAILABLE: \n===\n"
      })
  void aMessageMayHaveNoReason(String message) {
    assertThat(ClusterCoordinator.reason(message)).isEqualTo("it doesn't answer any more");
  }

  @Test
  void aCodeBeforeAReasonIsKept() {
    assertThat(ClusterCoordinator.reason("UNAVAILABLE: Socket closed."))
        .isEqualTo("UNAVAILABLE: Socket closed");
  }
}
