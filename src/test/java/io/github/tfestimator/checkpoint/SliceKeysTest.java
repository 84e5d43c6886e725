package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.tensorflow.proto.TensorSliceProto;

/** Keys of slices against TensorFlow's {@code ordered_code.cc}. */
class SliceKeysTest {
  /** A zero in a name is followed by ff, so that 00 01 ends the name. */
  @Test
  void aZeroInANameDoesNotEndIt() {
    var all = TensorSliceProto.newBuilder().addExtent(TensorSliceProto.Extent.newBuilder()).build();
    String key = SliceKeys.of("a\0b", all);
    assertThat(HexFormat.ofDelimiter(" ").formatHex(key.getBytes(StandardCharsets.ISO_8859_1)))
        .isEqualTo("00 61 00 ff 62 00 01 01 01 80 7f");
    var many = TensorSliceProto.newBuilder();
    for (int i = 0; i < 300; i++) {
      many.addExtent(TensorSliceProto.Extent.newBuilder());
    }
    byte[] long300 = SliceKeys.of("v", many.build()).getBytes(StandardCharsets.ISO_8859_1);
    assertThat(long300).startsWith(0, 0x76, 0, 1, 2, 1, 0x2c);
    assertThat(SliceKeys.isOne(key)).isTrue();
    assertThat(SliceKeys.isOne("a\0b")).isFalse();
  }
}
