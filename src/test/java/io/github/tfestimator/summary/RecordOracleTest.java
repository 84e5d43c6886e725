package io.github.tfestimator.summary;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RecordOracleTest {
  /** The checksum's check value, of RFC 3720's catalog entry CRC-32C, is 0xe3069283. */
  @Test
  void theOracleHasThePublishedChecksum() {
    byte[] digits = "123456789".getBytes(StandardCharsets.US_ASCII);
    long rotated = 0xe3069283L >> 15 | (0xe3069283L << 17 & 0xffffffffL);
    assertThat(RecordOracle.maskedCrc(digits, 0, digits.length))
        .isEqualTo((rotated + 0xa282ead8L) % (1L << 32));
  }
}
