package io.github.tfestimator.distribute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.distribute.ParameterServer.End;
import org.junit.jupiter.api.Test;

class ParameterServerTest {
  /** Tasks of two versions must understand each other, or say that they don't. */
  @Test
  void eachEndHasItsNumber() {
    assertThat(End.of(1)).isEqualTo(End.COMPLETE);
    assertThat(End.of(2)).isEqualTo(End.STOPPED);
    assertThat(End.of(3)).isEqualTo(End.DIVERGED);
    assertThatThrownBy(() -> End.of(4))
        .isInstanceOf(ClusterException.class)
        .hasMessage(
            "The chief has ended the training with 4, which this version doesn't know: start all"
                + " tasks with the same version.");
  }
}
