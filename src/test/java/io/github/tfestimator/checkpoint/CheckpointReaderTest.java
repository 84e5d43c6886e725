package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.layers.Initializers;
import io.github.tfestimator.layers.Variables;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.family.TNumber;

/** Checkpoints as TensorFlow's own ops write them: in parts, of all types, larger than a piece. */
class CheckpointReaderTest {
  private static final int LARGE = 200_000;

  private final EagerSession session = EagerSession.create();
  private final Ops tf = Ops.create(session);

  @TempDir private Path folder;
  private Path prefix;

  @BeforeEach
  void nameTheCheckpoint() {
    prefix = folder.resolve("v");
  }

  @AfterEach
  void closeTheSession() {
    session.close();
  }

  @Test
  void partsAreOneCheckpoint() throws Exception {
    saveInParts();
    CheckpointReader checkpoint = CheckpointReader.open(prefix);
    assertThat(checkpoint.kinds())
        .isEqualTo(Map.of("a", "float32 [200000]", "b", "float32 [2]", "global_step", "int64 []"));
    assertThat(checkpoint.globalStep()).isEqualTo(7);
    assertThat(checkpoint.isFinite()).isTrue();
    List<String> hashes = checkpoint.variables().stream().map(VariableInfo::sha256).toList();
    assertThat(hashes.get(0)).isEqualTo(sha256(ramp()));
    assertThat(hashes.get(1)).isEqualTo(sha256(new float[] {1, 2}));
  }

  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such files")
  void aPipeInPlaceOfValuesIsRefused() throws Exception {
    saveInParts();
    Path values = folder.resolve("v.data-00000-of-00002");
    Files.delete(values);
    assertThat(new ProcessBuilder("mkfifo", values.toString()).start().waitFor()).isZero();
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("is a pipe or device");
  }

  @Test
  void partsAreRestored() throws Exception {
    saveInParts();
    try (Graph graph = new Graph()) {
      Ops ops = Ops.create(graph);
      var b = Variables.create(ops, "b", Shape.of(2), Initializers.zeros());
      try (Session restored = new Session(graph)) {
        Checkpoints.restore(restored, CheckpointReader.open(prefix));
        try (Result result = restored.runner().fetch(b.value()).run()) {
          assertThat(((TFloat32) result.get(0)).getFloat(1)).isEqualTo(2);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void aDamagedPartIsNamed(int part) throws IOException {
    saveInParts();
    Path file = part(part);
    byte[] bytes = Files.readAllBytes(file);
    byte[] flipped = bytes.clone();
    flipped[bytes.length - 1] ^= 4;
    Files.write(file, flipped);
    assertNamed(file, "checksum");
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 1));
    assertNamed(file, "it ends before the values of");
    Files.delete(file);
    assertNamed(file, "there is no such file");
  }

  @Test
  void aFlippedBitAnywhereInALargeVariableIsFound() throws IOException {
    save(Map.of("a", tf.constant(ramp())));
    Path file = Path.of(prefix + ".data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i += 49_999) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 1;
      Files.write(file, flipped);
      assertNamed(file, "the checksum of a doesn't fit");
    }
  }

  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void oneNumberThatIsNotFiniteIsFound(float bad) {
    for (int at : new int[] {0, 65_535, 65_536, LARGE - 1}) {
      float[] values = ramp();
      values[at] = bad;
      save(Map.of("a", tf.constant(values)));
      assertThat(CheckpointReader.open(prefix).isFinite()).as("%d", at).isFalse();
    }
  }

  @Test
  void numbersOfAllFloatTypesAreLookedAt() {
    for (Class<? extends TNumber> type :
        List.of(TFloat16.class, TBfloat16.class, TFloat32.class, TFloat64.class)) {
      save(Map.of("a", tf.dtypes.cast(tf.array(1f, -60_000f, 0f), type)));
      assertThat(CheckpointReader.open(prefix).isFinite()).as("%s", type).isTrue();
      save(Map.of("a", tf.dtypes.cast(tf.array(1f, 0f, Float.NaN), type)));
      assertThat(CheckpointReader.open(prefix).isFinite()).as("%s", type).isFalse();
    }
  }

  @Test
  void stringsHaveChecksums() throws IOException {
    save(Map.of("words", tf.array("", "word", "x".repeat(300), "y".repeat(70_000))));
    assertThat(CheckpointReader.open(prefix).kinds()).containsEntry("words", "string [4]");
    Path file = Path.of(prefix + ".data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(file);
    for (int i = 0; i < bytes.length; i += i < 20 ? 1 : 9_973) {
      byte[] flipped = bytes.clone();
      flipped[i] ^= 1;
      Files.write(file, flipped);
      assertNamed(file, "the checksum of words doesn't fit");
    }
  }

  /** The lengths are those whose encoded forms have one byte more than the ones before. */
  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 8_191, 8_192, 1_048_575, 1_048_576})
  void slicesOfAnyLengthAreFound(int length) throws Exception {
    tf.train.save(
        tf.constant(prefix.toString()),
        tf.array("v/größe", "v/größe"),
        tf.array("%d 0,%d".formatted(length + 1, length), "%d %d,1".formatted(length + 1, length)),
        List.of(tf.fill(tf.array(length), tf.constant(1L)), tf.array(2L)));
    CheckpointReader checkpoint = CheckpointReader.open(prefix);
    assertThat(checkpoint.kinds()).isEqualTo(Map.of("v/größe", "int64 [%d]".formatted(length + 1)));
    ByteBuffer bytes =
        ByteBuffer.allocate(Long.BYTES * (length + 1)).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < length; i++) {
      bytes.putLong(1);
    }
    bytes.putLong(2);
    assertThat(checkpoint.variables().get(0).sha256())
        .isEqualTo(
            HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array())));
  }

  @Test
  void aVariableThatLacksSlicesIsRefusedByName() {
    tf.train.save(
        tf.constant(prefix.toString()),
        tf.array("part"),
        tf.array("4 0,2"),
        List.of(tf.array(1f, 2f)));
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(prefix + ".index has only some slices of the variable part");
  }

  @Test
  void slicesAlongSeveralAxesAreRefusedByName() {
    tf.train.save(
        tf.constant(prefix.toString()),
        tf.array("v", "v"),
        tf.array("2 2 0,1:0,1", "2 2 1,1:1,1"),
        List.of(tf.constant(new float[1][1]), tf.constant(new float[1][1])));
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(prefix + ".index has the variable v in slices along several axes");
  }

  private void assertNamed(Path file, String because) {
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(because);
  }

  private void save(Map<String, Operand<?>> values) {
    save(prefix, values);
  }

  private void save(Path to, Map<String, Operand<?>> values) {
    List<String> names = List.copyOf(values.keySet());
    Saver.save(
        tf,
        tf.constant(to.toString()),
        names,
        names.stream().<Operand<?>>map(values::get).toList());
  }

  /** As savers of several devices do. */
  private void saveInParts() {
    Path first = folder.resolve("first");
    Path second = folder.resolve("second");
    save(first, Map.of("a", tf.constant(ramp())));
    save(second, Map.of("b", tf.array(1f, 2f), "global_step", tf.constant(7L)));
    tf.train.mergeV2Checkpoints(
        tf.array(first.toString(), second.toString()), tf.constant(prefix.toString()));
  }

  private Path part(int number) {
    return Path.of(prefix + ".data-0000%d-of-00002".formatted(number));
  }

  private static float[] ramp() {
    float[] values = new float[LARGE];
    for (int i = 0; i < LARGE; i++) {
      values[i] = i / 7f;
    }
    return values;
  }

  private static String sha256(float[] values) throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
  }
}
