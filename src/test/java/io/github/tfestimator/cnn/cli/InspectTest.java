package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.EagerSession;
import org.tensorflow.Tensor;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

@Tag("medium")
class InspectTest {
  private static final long STEP = 300;

  @TempDir static Path folder;
  private static Path model;
  private static Path exported;

  @BeforeAll
  static void trainAndExport() throws IOException {
    Path data = TestFiles.writeIdx(folder.resolve("data"), 40, 10);
    model = folder.resolve("model");
    assertThat(Program.trainSmall(data, model, "--max-steps", STEP).exitCode()).isZero();
    exported = folder.resolve("out");
    Program.done("export", "--model-dir", model, "--export-dir", exported);
  }

  @Test
  void tellsNamesTypesAndShapesOfTheNineVariables() {
    assertThat(variables(json("--model-dir", model)).values().stream().map(InspectTest::shape))
        .containsExactly(
            "conv2d/bias float32 [3]",
            "conv2d/kernel float32 [5,5,1,3]",
            "conv2d_1/bias float32 [4]",
            "conv2d_1/kernel float32 [5,5,3,4]",
            "dense/bias float32 [8]",
            "dense/kernel float32 [196,8]",
            "dense_1/bias float32 [10]",
            "dense_1/kernel float32 [8,10]",
            "global_step int64 []");
  }

  /** The oracle is TensorFlow's own reader of checkpoints. */
  @Test
  void hashesTheLittleEndianBytesOfTheValues() {
    byte[] step = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(STEP).array();
    SortedMap<String, JsonObject> variables = variables(json("--model-dir", model));
    assertThat(sha256(variables, "global_step")).isEqualTo(TestFiles.sha256(step));
    try (var session = EagerSession.create()) {
      Ops tf = Ops.create(session);
      for (String name : List.of("conv2d/bias", "conv2d_1/kernel", "dense/kernel")) {
        var restored =
            tf.train.restore(
                tf.constant(model.resolve("model.ckpt-" + STEP).toString()),
                tf.array(name),
                tf.array(""),
                List.of(TFloat32.class));
        assertThat(sha256(variables, name))
            .as(name)
            .isEqualTo(TestFiles.sha256(bytes(restored.tensors().get(0).asTensor())));
      }
    }
  }

  @Test
  void findsTheSameVariablesInCheckpointAndExport() {
    JsonObject checkpoint = json("--model-dir", model);
    JsonObject savedModel = json("--saved-model", exported);
    assertThat(savedModel.get("variables")).isEqualTo(checkpoint.get("variables"));
    assertThat(savedModel.get("global_step").getAsLong()).isEqualTo(STEP);
    assertThat(checkpoint.get("global_step").getAsLong()).isEqualTo(STEP);
    assertThat(checkpoint.getAsJsonArray("signatures")).isEmpty();
    assertThat(checkpoint.get("path").getAsString())
        .isEqualTo(model.resolve("model.ckpt-300").toString());
  }

  @Test
  void tellsTheSignatures() {
    List<JsonObject> signatures =
        json("--saved-model", exported).getAsJsonArray("signatures").asList().stream()
            .map(JsonElement::getAsJsonObject)
            .toList();
    assertThat(signatures.stream().map(s -> s.get("name").getAsString()))
        .containsExactly(
            "classify",
            "image_bytes",
            "image_bytes_dark_on_light",
            "image_bytes_light_on_dark",
            "pixels",
            "serving_default");
    JsonObject signature = signatures.get(5);
    assertThat(signature.get("method").getAsString()).isEqualTo("tensorflow/serving/predict");
    assertThat(tensor(signature, "inputs", "x")).isEqualTo("DT_FLOAT [-1,784]");
    assertThat(tensor(signature, "outputs", "classes")).isEqualTo("DT_INT64 [-1]");
    assertThat(tensor(signature, "outputs", "probabilities")).isEqualTo("DT_FLOAT [-1,10]");
    assertThat(tensor(signatures.get(4), "inputs", "image")).isEqualTo("DT_UINT8 [-1,28,28]");
  }

  @Test
  void saysTheSameInWords() {
    String hash = sha256(variables(json("--saved-model", exported)), "dense_1/kernel");
    List<String> text = inspect();
    assertThat(text.get(0)).startsWith(exported + "/");
    assertThat(text.get(1)).isEqualTo("global_step: 300");
    assertThat(text.subList(2, 11)).allMatch(line -> line.contains(" sha256:"));
    assertThat(text.get(9)).matches("dense_1/kernel +float32 +\\[8, 10\\] +sha256:" + hash);
  }

  @Test
  void thenWhatSavedModelCliPrintsAndTheCard() throws IOException {
    List<String> text = inspect();
    int end = 1 + IntStream.range(0, text.size()).filter(isOps(text)).findFirst().orElseThrow();
    assertThat(text.subList(11, end)).isEqualTo(SavedModelInfo.read(version()).showAll());
    assertThat(text.subList(11, end))
        .containsSubsequence(
            "",
            "MetaGraphDef with tag-set: 'serve' contains the following SignatureDefs:",
            "",
            "signature_def['serving_default']:",
            "    inputs['x'] tensor_info:",
            "        dtype: DT_FLOAT",
            "        shape: (-1, 784)",
            "        name: input_fn/x:0");
    List<String> card = Files.readAllLines(version().resolve("assets.extra/model_card.md"));
    assertThat(text.get(end)).isEmpty();
    assertThat(text.subList(end + 1, text.size()))
        .isEqualTo(card)
        .contains("| global_step | 300 |");
  }

  @Test
  void jsonHasTheCardToo() throws IOException {
    String card = Files.readString(version().resolve("assets.extra/model_card.json"));
    assertThat(json("--saved-model", exported).get("card")).isEqualTo(JsonParser.parseString(card));
    assertThat(json("--model-dir", model).keySet())
        .containsExactly("path", "global_step", "variables", "signatures");
  }

  @Test
  void aSavedModelOfAnotherProgramHasNoCard(@TempDir Path other) throws IOException {
    Path copy = TestFiles.copyTree(version(), other.resolve("1"));
    AtomicFiles.deleteTree(copy.resolve("assets.extra"));
    assertThat(json("--saved-model", copy).get("card").isJsonNull()).isTrue();
    List<String> text = Program.done("inspect", "--saved-model", copy).outLines();
    assertThat(text.get(text.size() - 1)).startsWith("The MetaGraph with tag set ['serve']");
  }

  @Test
  void aDamagedCardIsAnErrorThatNamesIt(@TempDir Path other) throws IOException {
    Path copy = TestFiles.copyTree(version(), other.resolve("1"));
    Path card = Files.writeString(copy.resolve("assets.extra/model_card.json"), "{\"title\": ");
    assertRefused(
        copy,
        "cnn: The SavedModel %s can't be loaded: assets.extra/model_card.json differs from its line in assets.extra/sha256.txt. Copy the folder anew; if the change was meant, delete assets.extra/sha256.txt."
            .formatted(copy));
    Files.delete(copy.resolve("assets.extra/sha256.txt"));
    assertRefused(
        copy,
        "cnn: Can't read the card %s: it is no JSON. Copy or export the model anew."
            .formatted(card));
  }

  @Test
  void aFileOfACheckpointIsToBeNamedByItsPrefix() {
    String prefix = model.resolve("model.ckpt-" + STEP).toString();
    for (String ending : List.of(".index", ".data-00000-of-00001")) {
      assertRefused(
          "--model-dir",
          Path.of(prefix + ending),
          "cnn: %s is one file of a checkpoint. Leave out \"%s\": name %s."
              .formatted(prefix + ending, ending, prefix));
    }
  }

  private static void assertRefused(Path version, String complaint) {
    assertRefused("--saved-model", version, complaint);
  }

  private static void assertRefused(String option, Path path, String complaint) {
    Program.Outcome refused = Program.run("inspect", option, path, "--json");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.complaint()).containsExactly(complaint);
  }

  private static List<String> inspect() {
    return Program.done("inspect", "--saved-model", exported).outLines();
  }

  private static IntPredicate isOps(List<String> text) {
    return i -> text.get(i).startsWith("The MetaGraph with tag set ['serve'] contains the");
  }

  private static Path version() throws IOException {
    return SavedModelVersions.highest(exported).orElseThrow();
  }

  private static JsonObject json(String option, Path path) {
    return JsonParser.parseString(Program.done("inspect", option, path, "--json").out())
        .getAsJsonObject();
  }

  private static SortedMap<String, JsonObject> variables(JsonObject inspected) {
    SortedMap<String, JsonObject> byName = new TreeMap<>();
    for (JsonElement element : inspected.getAsJsonArray("variables")) {
      byName.put(element.getAsJsonObject().get("name").getAsString(), element.getAsJsonObject());
    }
    return byName;
  }

  private static byte[] bytes(Tensor tensor) {
    float[] values = new float[Math.toIntExact(tensor.shape().size())];
    tensor.asRawTensor().data().asFloats().read(values);
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    return bytes.array();
  }

  private static String sha256(SortedMap<String, JsonObject> variables, String name) {
    return variables.get(name).get("sha256").getAsString();
  }

  private static String shape(JsonObject variable) {
    return "%s %s %s"
        .formatted(
            variable.get("name").getAsString(),
            variable.get("dtype").getAsString(),
            variable.get("shape"));
  }

  private static String tensor(JsonObject signature, String side, String name) {
    JsonObject tensor = signature.getAsJsonObject(side).getAsJsonObject(name);
    return tensor.get("dtype").getAsString() + " " + tensor.get("shape");
  }
}
