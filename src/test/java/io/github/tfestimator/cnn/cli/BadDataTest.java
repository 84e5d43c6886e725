package io.github.tfestimator.cnn.cli;

import static io.github.tfestimator.cnn.cli.TestFiles.TEST_IMAGES;
import static io.github.tfestimator.cnn.cli.TestFiles.TEST_LABELS;
import static io.github.tfestimator.cnn.cli.TestFiles.TRAIN_IMAGES;
import static io.github.tfestimator.cnn.cli.TestFiles.TRAIN_LABELS;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Damaged data sets, checkpoints and settings, and the errors for them. */
@Tag("medium")
class BadDataTest {
  @TempDir Path folder;
  private Path data;
  private Path model;

  @BeforeEach
  void writeData() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("data"), 20, 10);
    model = folder.resolve("model");
  }

  @Test
  void aMissingFolder() throws IOException {
    data = folder.resolve("missing");
    assertTrainFails(data + " is no folder", "give the one that holds MNIST's four IDX files");
  }

  @Test
  void oneOfTheFourFilesMissing() throws IOException {
    Files.delete(data.resolve(TEST_LABELS));
    assertTrainFails(data + " lacks " + TEST_LABELS, "put MNIST's four IDX files there");
  }

  @Test
  void aWrongMagicNumber() throws IOException {
    write(TRAIN_LABELS, TestFiles.idx(new byte[20], 2051, 20));
    assertTrainFails(data.resolve(TRAIN_LABELS) + ": magic number 2051", "start with 2049");
  }

  @Test
  void aTruncatedFile() throws IOException {
    byte[] whole = Files.readAllBytes(data.resolve(TRAIN_IMAGES));
    write(TRAIN_IMAGES, Arrays.copyOf(whole, whole.length - 1));
    assertTrainFails(
        data.resolve(TRAIN_IMAGES) + " is truncated: 15679 bytes", "copy or download it again");
  }

  @Test
  void aFileThatIsTooLong() throws IOException {
    byte[] whole = Files.readAllBytes(data.resolve(TEST_IMAGES));
    write(TEST_IMAGES, Arrays.copyOf(whole, whole.length + 1));
    assertTrainFails(
        data.resolve(TEST_IMAGES) + " goes on after the 7840 bytes", "copy or download it again");
  }

  @Test
  void aDamagedGzipFile() throws IOException {
    Files.delete(data.resolve(TEST_LABELS));
    write(TEST_LABELS + ".gz", new byte[] {0x1f, (byte) 0x8b, 8, 0, 1, 2, 3});
    assertTrainFails(
        data.resolve(TEST_LABELS) + ".gz is a damaged gzip file", "copy or download it again");
  }

  @Test
  void countsThatDiffer() throws IOException {
    write(TRAIN_LABELS, TestFiles.idx(new byte[21], 2049, 21));
    assertTrainFails(
        data.resolve(TRAIN_IMAGES) + " holds 20 images but", "21 labels; give files that belong");
  }

  @Test
  void aLabelOfTen() throws IOException {
    byte[] labels = new byte[20];
    labels[7] = 10;
    write(TRAIN_LABELS, TestFiles.idx(labels, 2049, 20));
    SortedMap<String, String> before = TestFiles.snapshot(folder);
    Outcome refused = Program.trainSmall(data, model, "--steps", 2, "--classes", 10);
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("--classes (10) must be 11 or more", data.toString());
    assertThat(TestFiles.snapshot(folder)).isEqualTo(before);
  }

  @Test
  void imagesOfAnotherSize() throws IOException {
    write(TEST_IMAGES, TestFiles.idx(new byte[10 * 32 * 32], 2051, 10, 32, 32));
    assertTrainFails(
        data.resolve(TEST_IMAGES) + ": images of 32x32 pixels and 1 channel",
        "those of the training set are of 28x28 pixels");
  }

  @Test
  void aTruncatedCheckpointWithoutAnother() throws IOException {
    trainTwoSteps();
    forgetTheFirstCheckpoint();
    Path values = model.resolve("model.ckpt-2.data-00000-of-00001");
    byte[] whole = Files.readAllBytes(values);
    Files.write(values, Arrays.copyOf(whole, whole.length - 1));
    assertEveryCommandFails("The checkpoint file " + values + " is damaged: it ends before");
    Files.write(values, whole);
    Path index = model.resolve("model.ckpt-2.index");
    Files.write(index, Arrays.copyOf(Files.readAllBytes(index), 40));
    assertEveryCommandFails("The checkpoint file " + index + " is damaged: its end is missing");
  }

  @Test
  void aCheckpointWithOneWrongBitWithoutAnother() throws IOException {
    trainTwoSteps();
    forgetTheFirstCheckpoint();
    Path values = model.resolve("model.ckpt-2.data-00000-of-00001");
    byte[] changed = Files.readAllBytes(values);
    changed[changed.length / 2] ^= 1;
    Files.write(values, changed);
    assertEveryCommandFails("The checkpoint file " + values + " is damaged: the checksum of");
  }

  @Test
  void aDamagedCheckpointIsSkippedWithAWarning() throws IOException {
    trainTwoSteps();
    Path values = model.resolve("model.ckpt-2.data-00000-of-00001");
    Files.write(values, new byte[3]);
    Outcome evaluated = evaluate();
    assertThat(evaluated.exitCode()).as(evaluated.err()).isZero();
    assertThat(evaluated.out()).contains("global_step=0");
    assertThat(evaluated.err())
        .contains(
            "WARNING:tensorflow:The checkpoint file " + values + " is damaged: it ends before",
            "Taking " + model.resolve("model.ckpt-0") + " instead: 2 steps are lost.");
  }

  @Test
  void aCheckpointOfAnotherNetwork() throws IOException {
    trainTwoSteps();
    Path settings = model.resolve("cnn.json");
    String other = Files.readString(settings).replaceFirst("3,(\\s+4)", "5,$1");
    Files.writeString(settings, other);
    SortedMap<String, String> before = TestFiles.snapshot(folder);
    assertFailed(
        evaluate(),
        "Checkpoint " + model.resolve("model.ckpt-2") + " is of another model: ",
        "conv2d/kernel is float32 [5, 5, 1, 3], but the model's is float32 [5, 5, 1, 5]");
    assertThat(TestFiles.snapshot(folder)).isEqualTo(before);
  }

  @Test
  void damagedSettings() throws IOException {
    trainTwoSteps();
    Path settings = model.resolve("cnn.json");
    String whole = Files.readString(settings);
    List<String> contents =
        List.of(
            "",
            "{}",
            "[]",
            whole.substring(0, whole.length() / 2),
            whole.replace("\"kernel_size\": 5", "\"kernel_size\": 0"),
            whole.replace("\"TUTORIAL\"", "\"NONE\""),
            whole.replaceFirst("\"scale\": \\[[^]]*]", "\"scale\": [1.0]"),
            whole
                .replaceFirst("\"scale\": \\[[^]]*]", "\"scale\": [1.0]")
                .replaceFirst("\"min\": \\[[^]]*]", "\"min\": [0.0]"));
    assertThat(contents).doesNotContain(whole);
    for (String content : contents) {
      Files.writeString(settings, content);
      SortedMap<String, String> before = TestFiles.snapshot(folder);
      assertFailed(evaluate(), settings + " is damaged: ", "Restore it, or train anew");
      assertFailed(train(), settings + " is damaged: ", "Restore it, or train anew");
      assertThat(TestFiles.snapshot(folder)).isEqualTo(before);
    }
  }

  @Test
  void verboseShowsWhereAnErrorComesFrom() {
    data = folder.resolve("missing");
    Outcome verbose = Program.trainSmall(data, model, "--steps", 1, "--verbose");
    assertThat(verbose.exitCode()).isEqualTo(1);
    assertThat(verbose.err())
        .contains("DataException: ", "\tat io.github.tfestimator.cnn.data.DataKind.")
        .endsWith(String.join("\n", train().complaint()) + "\n");
  }

  private void trainTwoSteps() {
    Outcome trained = Program.trainSmall(data, model, "--steps", 2);
    assertThat(trained.exitCode()).as(trained.err()).isZero();
  }

  private Outcome train() {
    return Program.trainSmall(data, model, "--steps", 2);
  }

  private Outcome evaluate() {
    return Program.run("evaluate", "--model-dir", model, "--batch-size", 5);
  }

  private void write(String name, byte[] content) throws IOException {
    Files.write(data.resolve(name), content);
  }

  private void forgetTheFirstCheckpoint() throws IOException {
    Files.writeString(model.resolve("checkpoint"), "model_checkpoint_path: \"model.ckpt-2\"\n");
  }

  private void assertTrainFails(String what, String whatToDo) throws IOException {
    SortedMap<String, String> before = TestFiles.snapshot(folder);
    assertFailed(train(), what, whatToDo);
    assertThat(TestFiles.snapshot(folder)).isEqualTo(before);
  }

  private void assertEveryCommandFails(String what) throws IOException {
    SortedMap<String, String> before = TestFiles.snapshot(folder);
    Path image = TestFiles.writePng(Files.createTempFile("image", ".png"), new byte[784]);
    String whatToDo = "restore it from a copy";
    assertFailed(train(), what, whatToDo);
    assertFailed(evaluate(), what, whatToDo);
    assertFailed(Program.run("predict", "--model-dir", model, image), what, whatToDo);
    Path out = folder.resolve("out");
    assertFailed(Program.run("export", "--model-dir", model, "--export-dir", out), what, whatToDo);
    assertFailed(Program.run("inspect", "--model-dir", model), what, whatToDo);
    Files.delete(image);
    assertThat(TestFiles.snapshot(folder)).isEqualTo(before);
  }

  private static void assertFailed(Outcome outcome, String what, String whatToDo) {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.complaint()).hasSize(1);
    assertThat(outcome.complaint().get(0)).startsWith("cnn: ").contains(what, whatToDo);
  }
}
