package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.distribute.ClusterException;
import io.github.tfestimator.distribute.PeerLostException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.exceptions.TFInvalidArgumentException;
import org.tensorflow.exceptions.TFResourceExhaustedException;
import org.tensorflow.exceptions.TFUnimplementedException;
import org.tensorflow.exceptions.TensorFlowException;

class ErrorMessagesTest {
  @ParameterizedTest
  @CsvSource({"494, 2", "512, 3", "1024, 5"})
  void aFullHeapNamesItsSizeAndALargerOne(long mebibytes, int gibibytes) {
    assertThat(ErrorMessages.outOfMemory("Java heap space", mebibytes << 20))
        .isEqualTo(
            "out of memory (Java heap space): Java's heap may take %d MiB. Give it more, as by CNN_JAVA_ARGS=-Xmx%dg, or take a smaller network, --batch-size or data set."
                .formatted(mebibytes, gibibytes));
  }

  @Test
  void aFullHeapIsNoUnexpectedError() {
    assertThat(ErrorMessages.of(new OutOfMemoryError("Java heap space")))
        .startsWith("out of memory (Java heap space): Java's heap may take ");
  }

  @Test
  void aLostTaskIsNoUnexpectedError() {
    assertThat(ErrorMessages.of(new PeerLostException("Lost worker 0: it ended.", null)))
        .isEqualTo("Lost worker 0: it ended.");
  }

  @Test
  void tasksThatDifferAreNoUnexpectedError() {
    assertThat(ErrorMessages.of(new ClusterException("The tasks of this cluster differ.")))
        .isEqualTo("The tasks of this cluster differ.");
  }

  @Test
  void tensorFlowsOwnFailureShowsTheReason() {
    assertThat(ErrorMessages.of(new TensorFlowException("Incompatible shapes")))
        .isEqualTo("TensorFlow failed: Incompatible shapes. --verbose shows where.");
  }

  /** They are no TensorFlowExceptions, and no faults of the command line. */
  @Test
  void tensorFlowsComplaintsOfOpsAreItsOwn() {
    var labels = new TFInvalidArgumentException("Labels must be 0 to 9");
    var kernel = new TFUnimplementedException("No deterministic GPU implementation");
    assertThat(List.of(labels, kernel)).allMatch(ErrorMessages::isOfTensorFlow);
    assertThat(ErrorMessages.isOfTensorFlow(new IllegalArgumentException("steps"))).isFalse();
    assertThat(ErrorMessages.of(labels))
        .isEqualTo("TensorFlow failed: Labels must be 0 to 9. --verbose shows where.");
    assertThat(ErrorMessages.of(kernel))
        .contains("No deterministic GPU implementation")
        .doesNotContain("unexpected");
  }

  @Test
  void fullMemoryNamesTheOptionsThatTakeLess() {
    assertThat(ErrorMessages.of(new TFResourceExhaustedException("OOM when allocating tensor")))
        .isEqualTo(
            "The memory is full: OOM when allocating tensor. Take a smaller --batch-size or network, or a machine with more memory.");
  }
}
