package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.fuzz.Checksums;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.proto.BundleEntryProto;
import org.tensorflow.proto.BundleHeaderProto;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorShapeProto;

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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DT_STRING | -1                  | 8                   | which are no string [-1]",
        "DT_FLOAT  | 1099511627776       | 0                   | which are no float32 [1099511627776, 1099511627776]",
        "DT_UINT8  | 9223372036854775807 | 9223372036854775807 | it ends before the values of a",
      })
  void impossibleShapesAreRefused(DataType type, long side, long size, String message) {
    var shape = TensorShapeProto.newBuilder().addDim(side(side));
    if (size == 0) {
      shape.addDim(side(side));
    }
    var entry = BundleEntryProto.newBuilder().setDtype(type).setShape(shape).setSize(size);
    assertThatThrownBy(() -> open(Map.of("a", entry)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
  }

  @Test
  void valuesOfNoBytesMayLieAnywhere() {
    var two = floats(2).setSize(8);
    assertThat(open(Map.of("a", two, "b", floats(0).setOffset(0), "c", floats(0).setOffset(4))))
        .extracting(reader -> reader.floats("a").length)
        .isEqualTo(2);
  }

  @Test
  void valuesBehindTheFirstOverlapToo() {
    var entries =
        Map.of("a", floats(2).setOffset(4).setSize(8), "b", floats(1).setOffset(8).setSize(4));
    assertThatThrownBy(() -> open(entries))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("two variables have the same place");
  }

  private static BundleEntryProto.Builder floats(long count) {
    return BundleEntryProto.newBuilder()
        .setDtype(DataType.DT_FLOAT)
        .setShape(TensorShapeProto.newBuilder().addDim(side(count)));
  }

  private static TensorShapeProto.Dim side(long size) {
    return TensorShapeProto.Dim.newBuilder().setSize(size).build();
  }

  /** Opens a checkpoint of twelve bytes of values. */
  private static CheckpointReader open(Map<String, BundleEntryProto.Builder> entries) {
    var input = ByteBuffer.allocate(500);
    put(input, new byte[12]);
    put(input, new byte[0]);
    put(input, BundleHeaderProto.newBuilder().setNumShards(1).build().toByteArray());
    entries.forEach(
        (name, entry) -> {
          put(input, name.getBytes(StandardCharsets.UTF_8));
          put(input, entry.build().toByteArray());
        });
    byte[] bytes = Arrays.copyOf(input.array(), input.position());
    return CheckpointReader.open(CheckpointEntriesFuzz.write(bytes));
  }

  private static void put(ByteBuffer input, byte[] bytes) {
    input.put((byte) bytes.length).put(bytes);
  }

  @ParameterizedTest
  @CsvSource({"47, its end is missing", "48, the checksum of a block doesn't fit"})
  void aTableIsNoShorterThanItsEnd(int length, String message) throws IOException {
    byte[] end = new byte[length];
    ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).putLong(length - 8, 0xdb4775248b80fb57L);
    Files.write(folder.resolve("model.ckpt-1.index"), end);
    assertThatThrownBy(() -> CheckpointReader.open(folder.resolve("model.ckpt-1")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(message);
  }

  @Test
  void whatIsBetweenPlacesAndEndIsZero() throws IOException {
    Path prefix = CheckpointEntriesFuzz.write(kept("checkpoint_entries", "slices_of_nothing"));
    Path index = CheckpointFiles.withSuffix(prefix, ".index");
    byte[] bytes = Files.readAllBytes(index);
    bytes[bytes.length - 9] = 1;
    Files.write(index, bytes);
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("its end has other bytes than zeros");
  }

  private static byte[] kept(String target, String name) throws IOException {
    return Files.readAllBytes(KEPT.resolve(target).resolve(name));
  }
}
