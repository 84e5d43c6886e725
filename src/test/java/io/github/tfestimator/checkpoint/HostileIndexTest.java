package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.fuzz.Checksums;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Indexes whose checksums fit, but whose claims don't: inputs that fuzzing keeps. */
class HostileIndexTest {
  private static final Path KEPT = Path.of("src/test/resources/fuzz");

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "shards_too_many, data-00000-of-2147483647: there is no such file",
    "shape_too_large, 'a has 8 bytes, which are no float32 [1099511627776, 1099511627776]'",
    "shape_too_small, 'a has 8 bytes, which are no float32 [1]'",
    "shape_negative, 'a has 8 bytes, which are no float32 [-1]'",
    "same_place, two variables have the same place"
  })
  void impossiblePlacesAreRefused(String name, String message) throws IOException {
    Path prefix = CheckpointEntriesFuzz.write(kept("checkpoint_entries", name));
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
  }

  @Test
  void slicesOfNothingHaveNoValues() throws IOException {
    Path prefix = CheckpointEntriesFuzz.write(kept("checkpoint_entries", "slices_of_nothing"));
    assertThat(CheckpointReader.open(prefix).floats("v")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "same_block, its blocks overlap",
    "long_names, its names are longer than such a file has"
  })
  void tablesThatGrowAreRefused(String name, String message) throws IOException {
    Path index = folder.resolve("model.ckpt-1.index");
    Files.write(index, Checksums.ofTable(kept("checkpoint_index", name)));
    assertThatThrownBy(() -> CheckpointReader.open(folder.resolve("model.ckpt-1")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
  }

  private static byte[] kept(String target, String name) throws IOException {
    return Files.readAllBytes(KEPT.resolve(target).resolve(name));
  }
}
