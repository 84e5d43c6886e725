package io.github.tfestimator.parity;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.Rows;
import io.github.tfestimator.cnn.CnnParams;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The formulas are, to the bit, Python's: the hashes were made by {@code scripts/parity}. */
class FormulaTest {

  @Test
  void weightsArePythons() {
    Map<String, String> hashes = new LinkedHashMap<>();
    Formula.shapes(CnnParams.defaults())
        .forEach((name, shape) -> hashes.put(name, sha256(Formula.weight(name, shape))));
    assertThat(hashes)
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "conv2d/kernel", "0e5f95b924a420e0",
                "conv2d/bias", "5c5bfe9620916e1b",
                "conv2d_1/kernel", "763ebdf38a21d9b8",
                "conv2d_1/bias", "ba884985988de480",
                "dense/kernel", "25db4238a2663105",
                "dense/bias", "e58b54ec4c2d5e19",
                "dense_1/kernel", "f85670acb2f00fc5",
                "dense_1/bias", "95eb71f90b43b054"));
  }

  @Test
  void imagesArePythons() {
    assertThat(sha256(Formula.images(0, 100).pixels())).isEqualTo("77e09ca8436a68fb");
  }

  @Test
  void scaledImagesArePythons() {
    assertThat(sha256(Rows.x(Formula.batch(0, 100)))).isEqualTo("4160e9f21a9e67e0");
  }

  private static String sha256(float[] values) {
    var bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return sha256(bytes.array());
  }

  /** The first 64 bits of it. */
  private static String sha256(byte[] bytes) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      return HexFormat.of().formatHex(digest, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
