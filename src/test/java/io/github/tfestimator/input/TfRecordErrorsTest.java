package io.github.tfestimator.input;

import static io.github.tfestimator.input.ExampleFiles.floats;
import static io.github.tfestimator.input.ExampleFiles.ints;
import static io.github.tfestimator.input.ExampleFiles.strings;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.github.tfestimator.io.TfRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.Feature;

/** Examples that don't fit their spec, damaged files, and defaults. */
class TfRecordErrorsTest {
  @TempDir private Path folder;

  @Test
  void numbersTakeTheSpecsType() throws IOException {
    var example = Map.of("ints", ints(0, 1), "floats", floats(0.1f), "bytes", strings("ab"));
    assertThat(read(example, "ints", TensorSpec.int64(2))).isEqualTo(new long[] {0, 1});
    assertThat(read(example, "ints", TensorSpec.int32(2))).isEqualTo(new int[] {0, 1});
    assertThat(read(example, "ints", TensorSpec.uint8(2))).isEqualTo(new byte[] {0, 1});
    assertThat(read(example, "ints", TensorSpec.bool(2))).isEqualTo(new boolean[] {false, true});
    assertThat(read(example, "floats", TensorSpec.float32())).isEqualTo(new float[] {0.1f});
    assertThat(read(example, "floats", TensorSpec.float64(1))).isEqualTo(new double[] {0.1f});
    assertThat(read(example, "bytes", TensorSpec.uint8(2, 1))).isEqualTo(new byte[] {'a', 'b'});
    assertThat(read(example, "bytes", TensorSpec.string())).isEqualTo(new byte[][] {{'a', 'b'}});
  }

  @Test
  void valuesOfAnExampleStayTogether() throws IOException {
    Path file =
        ExampleFiles.of(
            folder.resolve("file"),
            Map.of("n", ints(1, 2), "f", floats(1, 2), "s", strings("a", "b"), "u", strings("ab")));
    byte[] second =
        ExampleFiles.record(
            Map.of("n", ints(3, 4), "f", floats(3, 4), "s", strings("c", "d"), "u", strings("cd")));
    Files.write(file, second, StandardOpenOption.APPEND);
    assertThat(read(file, "n", TensorSpec.int64(2))).isEqualTo(new long[] {1, 2, 3, 4});
    assertThat(read(file, "f", TensorSpec.float32(2))).isEqualTo(new float[] {1, 2, 3, 4});
    assertThat(read(file, "f", TensorSpec.float64(2))).isEqualTo(new double[] {1, 2, 3, 4});
    assertThat(read(file, "s", TensorSpec.string(2)))
        .isEqualTo(new byte[][] {{'a'}, {'b'}, {'c'}, {'d'}});
    assertThat(read(file, "u", TensorSpec.uint8(2))).isEqualTo(new byte[] {'a', 'b', 'c', 'd'});
  }

  @Test
  void aFeatureOfAnotherTypeOrSizeIsNamed() throws IOException {
    fails(floats(1), TensorSpec.int64(), "a float_list of 1", "an int64_list of 1");
    fails(ints(1), TensorSpec.float32(), "an int64_list of 1", "a float_list of 1");
    fails(ints(1), TensorSpec.string(), "an int64_list of 1", "a bytes_list of 1");
    fails(ints(1, 2), TensorSpec.int64(3), "an int64_list of 2", "an int64_list of 3");
    fails(floats(), TensorSpec.float64(), "a float_list of 0", "a float_list of 1");
    String bytes = "a bytes_list of 1 (of 4 bytes) or an int64_list of 4";
    fails(strings("abc"), TensorSpec.uint8(2, 2), "a bytes_list of 1 (of 3 bytes)", bytes);
    fails(strings("ab", "cd"), TensorSpec.uint8(2, 2), "a bytes_list of 2", bytes);
    fails(ints(1), TensorSpec.uint8(2, 2), "an int64_list of 1", bytes);
  }

  private void fails(Feature feature, TensorSpec spec, String actual, String expected)
      throws IOException {
    Path file = ExampleFiles.of(folder.resolve("file"), Map.of("f", feature));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(file, "f", spec))
        .withMessage(
            "%s: record 0 has %s in the feature \"f\", which is specified as %s: it must be %s"
                .formatted(file, actual, spec, expected));
  }

  /** A parser that recurses into groups, as protobuf-java 3.21 in maps, overflows its stack. */
  @Test
  void endlesslyNestedGroupsAreRefused() throws IOException {
    byte[] groups = new byte[400_000];
    Arrays.fill(groups, 0, groups.length / 2, (byte) (5 << 3 | 3));
    Arrays.fill(groups, groups.length / 2, groups.length, (byte) (5 << 3 | 4));
    // An entry of the map in the message Features in the message Example: each is the field 1.
    byte[] example = field1(field1(groups));
    Path file = Files.write(folder.resolve("file"), TfRecords.of(List.of(example)));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(
            () ->
                TfRecordInput.of(List.of(file), Map.of("f", TensorSpec.int64()))
                    .batches(1)
                    .from(0)
                    .next())
        .withMessageStartingWith("%s: record 0 is no tf.Example: ", file);
  }

  private static byte[] field1(byte[] message) {
    return UnknownFieldSet.newBuilder()
        .addField(
            1,
            UnknownFieldSet.Field.newBuilder()
                .addLengthDelimited(ByteString.copyFrom(message))
                .build())
        .build()
        .toByteArray();
  }

  @Test
  void aNumberOutOfRangeIsNamed() throws IOException {
    outOfRange(1L << 31, TensorSpec.int32(), "from -2147483648 to 2147483647");
    outOfRange(-1, TensorSpec.uint8(), "from 0 to 255");
    outOfRange(2, TensorSpec.bool(), "from 0 to 1");
  }

  private void outOfRange(long value, TensorSpec spec, String range) throws IOException {
    Path file = ExampleFiles.of(folder.resolve("file"), Map.of("f", ints(value)));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(file, "f", spec))
        .withMessage(
            "%s: record 0 has %d in the feature \"f\", which is specified as %s: it must be %s"
                .formatted(file, value, spec, range));
  }

  @Test
  void aMissingFeatureIsNamedUnlessItHasADefault() throws IOException {
    Path file = ExampleFiles.numbered(folder.resolve("file"), 0, 70);
    Files.write(file, ExampleFiles.record(Map.of("other", ints(1))), StandardOpenOption.APPEND);
    TfRecordInput input = TfRecordInput.of(List.of(file), Map.of("number", TensorSpec.int32()));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> input.batches(71).from(0).next())
        .withMessage(
            file
                + ": record 70 has no feature \"number\", but [other]. Write it, or give a default by withDefault.");
    assertThat(ExampleFiles.numbers(input.withDefault("number", -5).batches(71).from(0).next()))
        .endsWith(69, -5);
  }

  @Test
  void defaultsAreOfOneValueOrTheShape() throws IOException {
    Path file = ExampleFiles.of(folder.resolve("file"), Map.of());
    assertThat(byDefault(file, TensorSpec.float32(2), 0.5f)).isEqualTo(new float[] {0.5f, 0.5f});
    assertThat(byDefault(file, TensorSpec.float64(2), new double[] {1, 2}))
        .isEqualTo(new double[] {1, 2});
    assertThat(byDefault(file, TensorSpec.int64(), 3L)).isEqualTo(new long[] {3});
    assertThat(byDefault(file, TensorSpec.bool(), true)).isEqualTo(new boolean[] {true});
    assertThat(byDefault(file, TensorSpec.uint8(1, 2), new byte[][] {{1, 2}}))
        .isEqualTo(new byte[] {1, 2});
    assertThat(byDefault(file, TensorSpec.string(), "ö"))
        .isEqualTo(new byte[][] {{(byte) 0xc3, (byte) 0xb6}});
    refuses(file, TensorSpec.int64(), 3, "The default of \"f\" is int32, but int64 is specified");
    refuses(
        file,
        TensorSpec.float32(2),
        new float[3],
        "The default of \"f\" is float32 [3], but float32 [2] is specified");
    refuses(
        file,
        TensorSpec.float32(),
        null,
        "The default of \"f\" is null, but must be a number, a Boolean, a String or an array");
    refuses(
        file,
        TensorSpec.float32(),
        List.of(),
        "The default of \"f\" is of ListN, but must be a number, a Boolean, a String or an array");
  }

  private static Object byDefault(Path file, TensorSpec spec, Object value) {
    Batch batch =
        TfRecordInput.of(List.of(file), Map.of("f", spec))
            .withDefault("f", value)
            .batches(1)
            .from(0)
            .next();
    return JavaArrays.flatten(batch.features().get("f"));
  }

  private static void refuses(Path file, TensorSpec spec, Object value, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> byDefault(file, spec, value))
        .withMessageStartingWith(message);
  }

  @Test
  void labelsAreTakenFromTheFeatures() throws IOException {
    Path file = ExampleFiles.of(folder.resolve("file"), Map.of("a", ints(1), "b", ints(2)));
    TfRecordInput input =
        TfRecordInput.of(
            List.of(file),
            Map.of("a", TensorSpec.int64(), "b", TensorSpec.int64(), "c", TensorSpec.int64()));
    InputFn labeled = input.withLabels("b").withLabels("c").withDefault("c", 7L).batches(1);
    assertThat(labeled.features()).containsOnlyKeys("a");
    assertThat(labeled.labels()).containsOnlyKeys("b", "c");
    Batch batch = labeled.from(0).next();
    batch.requireFits(labeled);
    assertThat(JavaArrays.flatten(batch.labels().get("c"))).isEqualTo(new long[] {7});
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.withLabels("d"))
        .withMessage("There is no feature \"d\", only [a, b, c]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> input.withLabels("a", "b", "c"))
        .withMessage("labels ([a, b, c]) must leave one feature or more");
  }

  @Test
  void specsAreOfKnownShape() throws IOException {
    Path file = ExampleFiles.of(folder.resolve("file"), Map.of());
    TensorSpec unknown = TensorSpec.float32(Shape.UNKNOWN_SIZE);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfRecordInput.of(List.of(file), Map.of("f", unknown)))
        .withMessageContaining("The feature \"f\" is specified as float32 [?]");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfRecordInput.of(List.of(file), Map.of()))
        .withMessage("features ({}) must be one or more");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TfRecordInput.of(List.of(), Map.of("f", TensorSpec.int64())))
        .withMessage("files ([]) must be one or more");
  }

  @Test
  void damageIsNamedWithItsPlace() throws IOException {
    byte[] first = ExampleFiles.record(Map.of("f", ints(1)));
    byte[] two = Arrays.copyOf(first, 2 * first.length);
    System.arraycopy(first, 0, two, first.length, first.length);
    Path file = folder.resolve("file");

    byte[] header = two.clone();
    header[first.length] ^= 1;
    damaged(Files.write(file, header), first.length, "has a checksum that doesn't fit");
    byte[] payload = two.clone();
    payload[first.length + 14] ^= 1;
    damaged(Files.write(file, payload), first.length, "has a checksum that doesn't fit");
    for (int end : new int[] {first.length + 5, first.length + 14, two.length - 1}) {
      Files.write(file, Arrays.copyOf(two, end));
      damaged(file, first.length, "is cut short by the file's end");
    }
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> TfRecordFile.open(Files.write(file, gzip(two))))
        .withMessage(file + " is a gzip file, not a TFRecord file: unpack it, by gunzip");
  }

  private static void damaged(Path file, long offset, String predicate) {
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(file, "f", TensorSpec.int64()))
        .withMessage(
            "%s: the record at byte %d %s. Is it a TFRecord file, not compressed? Then copy or write it anew."
                .formatted(file, offset, predicate));
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (OutputStream out = new GZIPOutputStream(zipped)) {
      out.write(bytes);
    }
    return zipped.toByteArray();
  }

  @Test
  void whatIsNoExampleIsNamed() throws IOException {
    Path file = Files.write(folder.resolve("file"), TfRecords.of(List.of(new byte[] {1, 2, 3})));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(file, "f", TensorSpec.int64()))
        .withMessageStartingWith(file + ": record 0 is no tf.Example: ");
  }

  @Test
  void filesThatArentThereOrEmptyAreNamed() throws IOException {
    Path missing = folder.resolve("missing");
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(missing, "f", TensorSpec.int64()))
        .withMessageStartingWith(missing + " can't be read: ");
    Path empty = Files.createFile(folder.resolve("empty"));
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> read(empty, "f", TensorSpec.int64()))
        .withMessage("There are no records in [" + empty + "]");
  }

  @Test
  void aFileThatShrinksMeanwhileIsNamed() throws IOException {
    Path file = ExampleFiles.numbered(folder.resolve("file"), 0, 10);
    InputFn input =
        TfRecordInput.of(List.of(file), Map.of("number", TensorSpec.int32())).batches(10);
    Files.write(file, new byte[0]);
    assertThatExceptionOfType(DataException.class)
        .isThrownBy(() -> input.from(0).next())
        .withMessageStartingWith(file + ": the record at byte 0 is gone, and was there before");
  }

  private Object read(Map<String, Feature> example, String name, TensorSpec spec)
      throws IOException {
    return read(ExampleFiles.of(folder.resolve("file"), example), name, spec);
  }

  private static Object read(Path file, String name, TensorSpec spec) {
    TfRecordInput input = TfRecordInput.of(List.of(file), Map.of(name, spec));
    Batch batch = input.batches((int) input.size()).from(0).next();
    return JavaArrays.flatten(batch.features().get(name));
  }
}
