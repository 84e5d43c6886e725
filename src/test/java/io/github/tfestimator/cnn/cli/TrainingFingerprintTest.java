package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.cnn.cli.Program.Outcome;
import io.github.tfestimator.cnn.data.TrainingFingerprint;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The fingerprint of a training in {@code cnn.json}. */
class TrainingFingerprintTest {
  @TempDir Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void writeData() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("data"), 130, 10);
    model = folder.resolve("model");
  }

  @Test
  void theExamplesOfEachPartTheBatchSizeAndTheSeed() throws IOException {
    train("--split", "official", "--seed", 7, "--batch-size", 10);
    JsonObject trainedOn = settings().getAsJsonObject("trained_on");
    assertThat(part(trainedOn, "train"))
        .isEqualTo("130 " + hash(TestFiles.TRAIN_IMAGES, TestFiles.TRAIN_LABELS));
    assertThat(part(trainedOn, "test"))
        .isEqualTo("10 " + hash(TestFiles.TEST_IMAGES, TestFiles.TEST_LABELS));
    assertThat(trainedOn.get("batch_size").getAsInt()).isEqualTo(10);
    assertThat(trainedOn.get("seed").getAsLong()).isEqualTo(7);
  }

  @Test
  void anotherSeedAndBatchSizeAreAWarning() throws IOException {
    train();
    assertThat(train().err()).doesNotContain("was trained with");
    assertThat(ModelSettings.read(model).trainedOn().changed()).isFalse();
    assertThat(train("--seed", 7, "--batch-size", 5).err())
        .contains(
            "The model in %s was trained with --batch-size 100, not 5, --seed 42, not 7: it won't have"
                    .formatted(model)
                + " the bits of one training in one go.");
    assertThat(train("--seed", 7, "--batch-size", 5).err()).doesNotContain("was trained with");
    TrainingFingerprint newest = ModelSettings.read(model).trainedOn();
    assertThat(newest.seed()).isEqualTo(7);
    assertThat(newest.batchSize()).isEqualTo(5);
    assertThat(newest.changed()).isTrue();
  }

  @Test
  void anOlderFileIsReadAndCompletedByTheNextTraining() throws IOException {
    train();
    JsonObject old = settings();
    old.remove("trained_on");
    Files.writeString(model.resolve("cnn.json"), old.toString());
    assertThat(ModelSettings.read(model).fingerprint()).isEmpty();
    assertThat(train("--seed", 7).err()).doesNotContain("was trained with");
    assertThat(ModelSettings.read(model).fingerprint()).isPresent();
  }

  @Test
  void anotherNumberOfWorkersIsAWarning() throws IOException {
    train();
    JsonObject settings = settings();
    settings.getAsJsonObject("trained_on").addProperty("workers", 3);
    Files.writeString(model.resolve("cnn.json"), settings.toString());
    assertThat(train().err()).contains("was trained with 3 workers, not 1:");
    settings.getAsJsonObject("trained_on").remove("workers");
    Files.writeString(model.resolve("cnn.json"), settings.toString());
    assertThat(train().err()).as("an older file").doesNotContain("was trained with");
  }

  @Test
  void anotherNumberOfDevicesIsAWarning() {
    train();
    assertThat(train("--devices", "cpu:2").err())
        .contains("was trained with 1 device, not 2: it won't have the bits");
    assertThat(ModelSettings.read(model).trainedOn().changed()).isTrue();
    assertThat(train("--devices", "cpu:2").err()).doesNotContain("was trained with");
    assertThat(train().err()).contains("was trained with 2 devices, not 1:");
  }

  @Test
  void devicesThatCannotShareABatchAreRefusedBeforeTheFileIsWritten() throws IOException {
    train();
    JsonObject before = settings();
    Outcome refused = Program.run(arguments("--devices", "cpu:3"));
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .contains("--batch-size 100 can't be shared evenly by 3 devices: take a multiple of 3");
    assertThat(settings()).isEqualTo(before);
  }

  @Test
  void parameterServersThatCameOrWentAreAWarning() throws IOException {
    train();
    JsonObject settings = settings();
    assertThat(settings.getAsJsonObject("trained_on").get("asynchronous").getAsBoolean()).isFalse();
    settings.getAsJsonObject("trained_on").addProperty("asynchronous", true);
    Files.writeString(model.resolve("cnn.json"), settings.toString());
    ModelSettings read = ModelSettings.read(model);
    TrainingFingerprint without = read.trainedOn().spreadOver(1, 1, false);
    assertThat(read.with(read.params(), without).differencesOf(read.trainedOn()))
        .containsExactly("no parameter servers, not with some");
    assertThat(train().err()).contains("was trained with parameter servers, not without them:");
    assertThat(ModelSettings.read(model).trainedOn().asynchronous()).isFalse();
  }

  @Test
  void aFileOfAnOlderVersionIsOfOneDevice() throws IOException {
    train();
    JsonObject settings = settings();
    settings.getAsJsonObject("trained_on").remove("devices");
    settings.getAsJsonObject("trained_on").remove("asynchronous");
    Files.writeString(model.resolve("cnn.json"), settings.toString());
    assertThat(train().err()).doesNotContain("was trained with");
  }

  @Test
  void aFileThatHasOnlySomeOfItIsDamaged() throws IOException {
    train();
    JsonObject settings = settings();
    settings.getAsJsonObject("trained_on").getAsJsonObject("test").remove("sha256");
    Files.writeString(model.resolve("cnn.json"), settings.toString());
    Outcome refused = Program.run("evaluate", "--model-dir", model);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.complaint())
        .containsExactly(
            "cnn: %s is damaged: sha256 is missing. Restore it, or train anew in another --model-dir."
                .formatted(model.resolve("cnn.json")));
  }

  private Outcome train(Object... more) {
    return Program.done(arguments(more));
  }

  private Object[] arguments(Object... more) {
    List<Object> args = new ArrayList<>(List.of("train", "--data", data, "--model-dir", model));
    args.addAll(List.of("--steps", 1));
    args.addAll(Program.SMALL);
    args.addAll(List.of(more));
    return args.toArray();
  }

  private JsonObject settings() throws IOException {
    return JsonParser.parseString(Files.readString(model.resolve("cnn.json"))).getAsJsonObject();
  }

  /** Of the raw files, one after the other. */
  private String hash(String images, String labels) throws IOException {
    var both = new ByteArrayOutputStream();
    both.write(Files.readAllBytes(data.resolve(images)));
    both.write(Files.readAllBytes(data.resolve(labels)));
    return TestFiles.sha256(both.toByteArray());
  }

  private static String part(JsonObject trainedOn, String name) {
    JsonObject part = trainedOn.getAsJsonObject(name);
    return part.get("examples").getAsInt() + " " + part.get("sha256").getAsString();
  }
}
