package io.github.tfestimator.summary;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {
  /** Signature, IHDR's length and type, 300 columns, 5 rows, 8 bits; a color type is to follow. */
  private static final String START =
      "89504e470d0a1a0a" + "0000000d49484452" + "0000012c" + "00000005" + "08";

  @ParameterizedTest
  @CsvSource({"00,1", "04,2", "02,3", "03,3", "06,4"})
  void allColorTypesAreRead(String colorType, int colorspace) {
    assertThat(Png.header(bytes(START + colorType))).isEqualTo(new Png(300, 5, colorspace));
  }

  @Test
  void anotherColorTypeIsRefused() {
    assertThatThrownBy(() -> Png.header(bytes(START + "01")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("png's color type (1) must be 0, 2, 3, 4 or 6");
  }

  @Test
  void aCutHeaderIsRefused() {
    assertThatThrownBy(() -> Png.header(bytes(START)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("png (25 bytes) must be a PNG file's content");
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
