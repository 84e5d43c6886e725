package io.github.tfestimator.savedmodel;

import static io.github.tfestimator.savedmodel.RequestTensorsTest.hex;
import static io.github.tfestimator.savedmodel.RequestTensorsTest.proto;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

class SampleTensorsTest {
  @Test
  void numbersAreContentAndStringsValues() {
    assertThat(SampleTensors.of(DataType.DT_INT64, new long[] {1, -2}))
        .isEqualTo(
            proto(DataType.DT_INT64, 2)
                .setTensorContent(hex("0100000000000000feffffffffffffff"))
                .build());
    assertThat(SampleTensors.of(DataType.DT_STRING, new String[] {"ß", ""}))
        .isEqualTo(
            proto(DataType.DT_STRING, 2).addStringVal(hex("c39f")).addStringVal(hex("")).build());
  }

  @Test
  void unknownSizesAreOne() {
    assertThat(SampleTensors.zeros(DataType.DT_FLOAT, Shape.of(-1, 3)))
        .isEqualTo(proto(DataType.DT_FLOAT, 1, 3).build());
    assertThat(SampleTensors.zeros(DataType.DT_STRING, Shape.of(2, -1)))
        .isEqualTo(
            proto(DataType.DT_STRING, 2, 1).addStringVal(hex("")).addStringVal(hex("")).build());
  }

  /** 0, 0.25, 0.5 and 0.75. */
  @Test
  void floatsRiseFromZeroToBelowOne() {
    assertThat(SampleTensors.risingFloats(Shape.of(-1, 4)))
        .isEqualTo(
            proto(DataType.DT_FLOAT, 1, 4)
                .setTensorContent(hex("000000000000803e0000003f0000403f"))
                .build());
  }
}
