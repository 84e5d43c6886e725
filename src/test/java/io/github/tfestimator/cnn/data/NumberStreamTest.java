package io.github.tfestimator.cnn.data;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.input.DataException;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;

/** Numbers behind a header, in several pieces. */
class NumberStreamTest {
  @Test
  void aSurplusNumberAfterSeveralPiecesIsRefused() {
    int count = (1 << 16) + 1;
    assertThatThrownBy(() -> stream(NumberType.INT16, new byte[2 * count + 2]).pixels(count, 1))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file goes on after the 131074 bytes that its header promises");
  }

  @Test
  void hugeNumbersAreShownWithAnExponent() {
    byte[] number = ByteBuffer.allocate(8).putDouble(1e15).array();
    assertThatThrownBy(() -> stream(NumberType.FLOAT64, number).labels(1))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith("file: label 1.0E15 at example 0, of type float64; ");
  }

  private static NumberStream stream(NumberType type, byte[] bytes) {
    return new NumberStream("file", new ByteArrayInputStream(bytes), type, ByteOrder.BIG_ENDIAN);
  }
}
