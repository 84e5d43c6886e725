package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Damaged files end in an error that names them, never in a crash or in other values. */
@Tag("medium")
class CheckpointDamageTest {
  private static final String DATA = "model.ckpt-3.data-00000-of-00001";
  private static final String INDEX = "model.ckpt-3.index";

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  private List<VariableInfo> whole;

  @BeforeEach
  void train() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    whole = open().variables();
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, INDEX})
  void whereverAFileIsCutItIsNamed(String name) throws IOException {
    Path file = modelDir.resolve(name);
    byte[] bytes = Files.readAllBytes(file);
    for (int length = 0; length < bytes.length; length++) {
      Files.write(file, Arrays.copyOf(bytes, length));
      assertThatThrownBy(this::open)
          .as("cut to %d bytes", length)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aFlippedBitOfTheDataIsFound() throws IOException {
    Path file = modelDir.resolve(DATA);
    byte[] bytes = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * bytes.length; bit += 3) {
      flip(file, bytes, bit);
      assertThatThrownBy(this::open)
          .as("bit %d", bit)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining(file.toString());
    }
  }

  @Test
  void aFlippedBitOfTheIndexIsFound() throws IOException {
    Path file = modelDir.resolve(INDEX);
    byte[] bytes = Files.readAllBytes(file);
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      flip(file, bytes, bit);
      assertThatThrownBy(this::open)
          .as("bit %d", bit)
          .isInstanceOf(CheckpointException.class)
          .hasMessageContaining(modelDir.toString());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, INDEX})
  void aFileThatIsGoneIsNamed(String name) throws IOException {
    Files.delete(modelDir.resolve(name));
    assertThatThrownBy(this::open)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(modelDir.resolve(name).toString())
        .hasMessageContaining("there is no such file");
  }

  @Test
  void nobodyGoesOnFromADamagedCheckpointAlone() throws IOException {
    forgetTheFirstCheckpoint();
    flip(modelDir.resolve(DATA), Files.readAllBytes(modelDir.resolve(DATA)), 77);
    var before = TinyModel.contents(modelDir);
    Estimator estimator = TinyModel.in(modelDir);
    var examples = TinyModel.examples(4, 4);
    assertThatThrownBy(() -> estimator.train(TinyModel.TRAIN, Steps.more(1)))
        .isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> estimator.evaluate(examples)).isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> estimator.predict(examples)).isInstanceOf(CheckpointException.class);
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
  }

  @ParameterizedTest(name = "{index}")
  @ValueSource(
      strings = {
        "",
        "all_model_checkpoint_paths: \"model.ckpt-3\"\n",
        "model_checkpoint_path: model.ckpt-3\n",
        "model_checkpoint_path: \"model.ckpt-3",
        "model_checkpoint_path: \"model\\q\"\n",
        "model_checkpoint_path: \"model\\000\"\n",
        "\377\376\0"
      })
  void aStateThatNamesNoCheckpointIsNamed(String state) throws IOException {
    Path file = modelDir.resolve("checkpoint");
    Files.write(file, state.getBytes(StandardCharsets.ISO_8859_1));
    assertThatThrownBy(this::newest)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void withoutTheStateNobodyOverwritesTheCheckpoints() throws IOException {
    Files.delete(modelDir.resolve("checkpoint"));
    var before = TinyModel.contents(modelDir);
    assertThatThrownBy(() -> TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(modelDir.resolve("checkpoint") + " is missing")
        .hasMessageContaining("model_checkpoint_path: \"model.ckpt-3\"");
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
  }

  @Test
  void aSaveKilledBeforeTheStateIsBegunAnew() throws IOException {
    for (String suffix : new String[] {".index", ".meta", ".data-00000-of-00001"}) {
      Files.delete(modelDir.resolve("model.ckpt-0" + suffix));
    }
    Files.delete(modelDir.resolve("checkpoint"));
    Files.createDirectory(modelDir.resolve(".model.ckpt-3.tmp"));
    assertThat(CheckpointReader.existsIn(modelDir)).isFalse();
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1))).isEqualTo(1);
    assertThat(modelDir.resolve("model.ckpt-3.index")).doesNotExist();
  }

  @Test
  void aStateThatCantBeReadIsNamed() throws IOException {
    Path file = modelDir.resolve("checkpoint");
    Files.delete(file);
    Files.createDirectory(file);
    assertThatThrownBy(this::newest)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString());
  }

  @Test
  void aStateThatNamesACheckpointThatIsGoneNamesIt() throws IOException {
    Files.writeString(modelDir.resolve("checkpoint"), "model_checkpoint_path: \"model.ckpt-9\"\n");
    assertThatThrownBy(this::newest)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(modelDir.resolve("model.ckpt-9.index").toString());
  }

  @Test
  void aModelDirectoryThatIsAFileIsRefused() throws IOException {
    Path file = Files.writeString(modelDir.resolve("file"), "not a folder");
    Estimator estimator = TinyModel.in(file);
    assertThatThrownBy(() -> estimator.train(TinyModel.TRAIN, Steps.more(1)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining("a file is in the way");
    assertThatThrownBy(() -> estimator.evaluate(TinyModel.examples(4, 4)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(file.toString());
    assertThat(file).hasContent("not a folder");
  }

  private CheckpointReader newest() {
    return TinyModel.in(modelDir).newestCheckpoint();
  }

  private CheckpointReader open() {
    return CheckpointReader.open(modelDir.resolve("model.ckpt-3"));
  }

  private void forgetTheFirstCheckpoint() throws IOException {
    Files.writeString(modelDir.resolve("checkpoint"), "model_checkpoint_path: \"model.ckpt-3\"\n");
  }

  private static void flip(Path file, byte[] bytes, int bit) throws IOException {
    byte[] flipped = bytes.clone();
    flipped[bit / 8] ^= (byte) (1 << bit % 8);
    Files.write(file, flipped);
  }
}
