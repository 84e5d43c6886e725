package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointFinder;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The same weights in TensorFlow 2's checkpoints and SavedModels, and in slices and shards: {@code
 * scripts/parity/tf2.py}. The oracle is the SHA-256 that Python took of the weights.
 */
@Tag("medium")
class TensorFlow2FilesTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras2_checkpoint",
        "keras2_export",
        "keras3_export",
        "partitioned/model.ckpt-7",
        "sharded/model.ckpt-7"
      })
  void aTrainingBeginsWithTheirWeights(String name) throws IOException {
    Path model = folder.resolve("model");
    Program.Outcome outcome = train(model, "--warm-start", python(name));
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    Map<String, String> hashes = hashes(CheckpointReader.open(model.resolve("model.ckpt-0")));
    hashes.remove("global_step");
    assertThat(hashes).isEqualTo(weights());
  }

  @ParameterizedTest
  @ValueSource(strings = {"partitioned/model.ckpt-7", "sharded/model.ckpt-7"})
  void slicesAreOneVariable(String name) throws IOException {
    CheckpointReader checkpoint = CheckpointFinder.open(python(name));
    Map<String, String> hashes = hashes(checkpoint);
    hashes.remove("global_step");
    assertThat(hashes).isEqualTo(weights());
    assertThat(checkpoint.globalStep()).isEqualTo(0);
    assertThat(checkpoint.shapes()).containsEntry("dense/kernel", List.of(98L, 4L));
  }

  @Test
  void namesAreShownWithTheirKeys() {
    JsonObject inspected =
        JsonParser.parseString(
                Program.done("inspect", "--saved-model", python("keras3_export"), "--json").out())
            .getAsJsonObject();
    assertThat(inspected.get("global_step").isJsonNull()).isTrue();
    JsonObject keys = inspected.getAsJsonObject("keys_by_name");
    assertThat(keys.size()).isEqualTo(8);
    assertThat(keys.get("sequential/conv2d/kernel").getAsString())
        .isEqualTo("variables/0/.ATTRIBUTES/VARIABLE_VALUE");
    String text = Program.done("inspect", "--model-dir", python("keras2_checkpoint")).out();
    assertThat(text)
        .contains("global_step: none")
        .containsPattern(
            "conv2d/kernel +float32 +\\[5, 5, 1, 2] +sha256:[0-9a-f]{64} key:model/layer_with_weights-0/kernel/.ATTRIBUTES/VARIABLE_VALUE\n");
  }

  /** Keras' exports have each variable under two keys. */
  @ParameterizedTest
  @ValueSource(strings = {"keras2_export", "keras3_export"})
  void eachWeightIsShownOnce(String name) throws IOException {
    String json = Program.done("inspect", "--saved-model", python(name), "--json").out();
    String text = Program.done("inspect", "--saved-model", python(name)).out();
    for (String sha256 : weights().values()) {
      assertThat(json).containsOnlyOnce(sha256);
      assertThat(text).containsOnlyOnce(sha256);
    }
  }

  @Test
  void oneCheckpointOfADirectoryIsShown() {
    Path checkpoint = python("keras2_checkpoint/ckpt-1");
    String ofPrefix = Program.done("inspect", "--model-dir", checkpoint).out();
    assertThat(ofPrefix)
        .startsWith(checkpoint.toString())
        .isEqualTo(Program.done("inspect", "--model-dir", checkpoint.getParent()).out());
  }

  @Test
  void aVariableMayBeTakenByAnotherName() throws IOException {
    Path model = folder.resolve("model");
    Program.Outcome outcome =
        train(
            model,
            "--warm-start",
            python("keras3_export"),
            "--warm-start-name",
            "conv2d/bias=sequential/conv2d_1/bias",
            "--warm-start-name",
            "conv2d_1/bias=variables/1/.ATTRIBUTES/VARIABLE_VALUE");
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    assertThat(outcome.err())
        .contains("Names in the source: conv2d/bias is variables/3/.ATTRIBUTES/VARIABLE_VALUE,");
    Map<String, String> hashes = hashes(CheckpointReader.open(model.resolve("model.ckpt-0")));
    assertThat(hashes)
        .containsEntry("conv2d/bias", weights().get("conv2d_1/bias"))
        .containsEntry("conv2d_1/bias", weights().get("conv2d/bias"))
        .containsEntry("dense/bias", weights().get("dense/bias"));
  }

  @Test
  void aNameThatIsNotThereIsRefused() throws IOException {
    Program.Outcome outcome =
        train(
            folder.resolve("model"),
            "--warm-start",
            python("keras3_export"),
            "--warm-start-name",
            "conv2d/bias=head/bias");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.err())
        .contains("cnn: Can't warm-start conv2d/bias from head/bias: ")
        .contains("has no variable of that name. Take one of sequential/conv2d/bias,");
    assertThat(
            train(folder.resolve("model"), "--warm-start-name", "conv2d/bias=head/bias")
                .complaint()
                .get(0))
        .contains("--warm-start-name conv2d/bias needs --warm-start");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras2_checkpoint/ckpt-1",
        "keras2_export/variables/variables",
        "keras3_export/variables/variables",
        "partitioned/model.ckpt-7",
        "sharded/model.ckpt-7"
      })
  void aFlippedBitInAnyFileIsFound(String name) throws IOException {
    Path prefix = folder.resolve(python(name).getFileName());
    List<Path> files = new ArrayList<>();
    try (Stream<Path> all = Files.list(python(name).getParent())) {
      for (Path file : (Iterable<Path>) all.filter(f -> isOf(f, prefix))::iterator) {
        files.add(Files.copy(file, folder.resolve(file.getFileName().toString())));
      }
    }
    assertThat(CheckpointReader.open(prefix).isFinite()).isTrue();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      int stride = file.toString().endsWith(".index") ? 1 : 13;
      for (int i = 0; i < bytes.length; i += stride) {
        bytes[i] ^= (byte) (1 << i % 8);
        Files.write(file, bytes);
        assertThatThrownBy(() -> CheckpointReader.open(prefix))
            .as("%s, byte %d", file, i)
            .isInstanceOf(CheckpointException.class)
            .hasMessageContaining(prefix.toString());
        bytes[i] ^= (byte) (1 << i % 8);
      }
      Files.write(file, bytes);
    }
    Path last = files.get(files.size() - 1);
    Files.delete(last);
    assertThatThrownBy(() -> CheckpointReader.open(prefix))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(last + ": there is no such file");
  }

  private static boolean isOf(Path file, Path prefix) {
    return file.getFileName().toString().startsWith(prefix.getFileName() + ".");
  }

  private Program.Outcome train(Path model, Object... more) throws IOException {
    Path data = folder.resolve("data");
    if (!Files.exists(data)) {
      TestFiles.writeIdx(data, 40, 10);
    }
    List<Object> args = new ArrayList<>(List.of("train", "--data", data, "--model-dir", model));
    args.addAll(List.of("--steps", 1, "--batch-size", 10, "--conv", "2,2", "--dense", 4));
    args.addAll(List.of(more));
    return Program.run(args.toArray());
  }

  private static SortedMap<String, String> hashes(CheckpointReader checkpoint) {
    SortedMap<String, String> hashes = new TreeMap<>();
    for (VariableInfo variable : checkpoint.variables()) {
      hashes.put(variable.name(), variable.sha256());
    }
    return hashes;
  }

  private static Map<String, String> weights() throws IOException {
    Map<String, String> weights = new TreeMap<>();
    JsonParser.parseString(Files.readString(python("weights.json")))
        .getAsJsonObject()
        .asMap()
        .forEach((name, hash) -> weights.put(name, hash.getAsString()));
    return weights;
  }

  private static Path python(String name) {
    try {
      Path root = Path.of(TensorFlow2FilesTest.class.getResource("/parity/tf2/").toURI());
      return root.resolve(name);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }
}
