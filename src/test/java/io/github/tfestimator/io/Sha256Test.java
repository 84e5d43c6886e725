package io.github.tfestimator.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples of FIPS 180-2, appendix B, and the digest of nothing. */
class Sha256Test {
  @TempDir private Path folder;

  @Test
  void aFileOfAnySizeIsHashedWhole() throws IOException {
    assertThat(hash(""))
        .isEqualTo(hex("e3b0c44298fc1c14 9afbf4c8996fb924 27ae41e4649b934c a495991b7852b855"));
    assertThat(hash("abc"))
        .isEqualTo(hex("ba7816bf8f01cfea 414140de5dae2223 b00361a396177a9c b410ff61f20015ad"));
    assertThat(hash("a".repeat(1_000_000)))
        .isEqualTo(hex("cdc76e5c9914fb92 81a1c7e284d73e67 f1809a48a497200e 046d39ccc7112cd0"));
  }

  private String hash(String content) throws IOException {
    return Sha256.of(Files.writeString(folder.resolve("file"), content, StandardCharsets.US_ASCII));
  }

  private static String hex(String groups) {
    return groups.replace(" ", "");
  }
}
