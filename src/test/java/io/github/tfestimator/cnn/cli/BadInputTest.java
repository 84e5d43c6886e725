package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The errors for bad options, model directories and image files; bad data is {@link BadDataTest}'s.
 */
@Tag("medium")
class BadInputTest {
  @TempDir static Path folder;
  private static Path data;
  private static Path model;
  private static Path image;
  private static Path file;
  private static SortedMap<String, String> before;

  @BeforeAll
  static void prepare() throws IOException {
    data = TestFiles.writeIdx(folder.resolve("data"), 40, 10);
    model = folder.resolve("model");
    assertThat(Program.trainSmall(data, model, "--steps", 2).exitCode()).isZero();
    image = TestFiles.writePng(folder.resolve("image.png"), new byte[784]);
    file = Files.writeString(folder.resolve("file"), "no folder and no image");
    before = TestFiles.snapshot(folder);
  }

  @ParameterizedTest
  @CsvSource({
    "--steps, 0, must be 1 or more",
    "--steps, -5, must be 1 or more",
    "--max-steps, 0, must be 1 or more",
    "--batch-size, 0, must be 1 or more",
    "--batch-size, 41, 'must be 1 to 40, the number of examples: take a smaller one'",
    "--dropout-rate, 1.0, must be at least 0 and below 1",
    "--dropout-rate, -0.1, must be at least 0 and below 1",
    "--learning-rate, NaN, 'must be a positive, finite number'",
    "--learning-rate, 0.0, 'must be a positive, finite number'",
    "--decay, linear, 'must be none, like linear:700'",
    "--decay, cosine:0, 'must be none, like linear:700'",
    "--decay, linear:9:1, 'must be none, like linear:700'",
    "--decay, staircase:9, 'must be none, like linear:700'",
    "--warm-up, -1, 'must be 0 or more'",
    "--momentum, 0.9, 'must be 0 for sgd: take momentum, nesterov or adam'",
    "--beta2, 0.9, 'must be 0 for all but adam'",
    "--beta2, 1.0, 'must be at least 0 and below 1'",
    "--weight-decay, 1.0, 'must be at least 0 and below 1'",
    "--label-smoothing, NaN, 'must be at least 0 and below 1'",
    "--average-weights, ema:1, 'must be none, like ema:0.999'",
    "--average-weights, from:-1, 'must be none, like ema:0.999'",
    "--conv, 0, must be 1 or more",
    "--conv, -1, must be 1 or more",
    "--kernel, 256, must be 255 or less",
    "--augment, blur, 'must be none, or a list of shift, rotation, scale, shear, elastic, thickness, flip, crop, color, digits and color-images'",
    "--kernel, 0, must be 1 or more",
    "--dense, 0, must be 1 or more",
    "--dense, 2000000000, must be 1000000 or less",
    "--log-every, 0, must be 1 or more",
    "--profile, 0, must be 1 or more",
  })
  void trainRefusesNumbersOutOfRange(String option, String value, String rule) throws IOException {
    Path fresh = folder.resolve("fresh");
    Outcome refused = train(fresh, option, value);
    assertUsage(refused, "%s (%s) %s".formatted(option, value, rule), "Try: cnn train --help");
  }

  @ParameterizedTest
  @CsvSource({
    "--split, random, 'expected one of tutorial, official but was'",
    "--scaler, none, 'expected one of minmax, unit but was'",
    "--steps, many, 'is not a whole number'",
    "--batch-size, 1.5, 'is not a whole number'",
    "--profile, some, 'is not a whole number'",
    "--conv, '', 'is not a whole number'",
    "--conv, 3-4, 'is not a whole number'",
    "--dense, ' ', 'is not a whole number'",
    "--recipe, none, 'expected one of tutorial, fast, sprint, best but was'",
    "--optimizer, none, 'expected one of sgd, momentum, nesterov, adam but was'",
  })
  void trainRefusesWhatIsNoValueOfTheOption(String option, String value, String rule)
      throws IOException {
    Outcome refused = train(folder.resolve("fresh"), option, value);
    assertThat(refused.complaint().get(0)).contains("'" + option + "'", "'" + value + "'", rule);
    assertUsage(refused, "", "Try: cnn train --help");
  }

  /** As after an edit of the list; the list of checksums would tell. */
  @Test
  void aModelThatNamesTooFewClassesIsRefused(@TempDir Path own) throws Exception {
    Path model = own.resolve("model");
    Path committed = CommittedModels.folder("digits");
    try (Stream<Path> tree = Files.walk(committed)) {
      for (Path path : (Iterable<Path>) tree::iterator) {
        Files.copy(path, model.resolve(committed.relativize(path).toString()));
      }
    }
    try (Stream<Path> tree = Files.walk(model)) {
      for (Path path : tree.filter(p -> p.endsWith("classes.txt")).toList()) {
        Files.writeString(path, "zero\none\n");
        Files.delete(path.resolveSibling("sha256.txt"));
      }
    }
    Outcome failed = Program.run("predict", "--saved-model", model, "savedmodel/five.png");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.err()).contains("The model names 2 classes, but has 10: copy or export it");
  }

  @Test
  void aNameOfAWarmStartIsAPair() throws IOException {
    assertUsage(
        train(folder.resolve("fresh"), "--warm-start-name", "foo"),
        "Value for option '--warm-start-name' (NAME=THERE) should be in KEY=VALUE format but was foo",
        "Try: cnn train --help");
  }

  @Test
  void theSetThatAScalerIsFitToIsNamedPlainly() throws IOException {
    assertUsage(
        Program.run("evaluate", "--scaler-fit", "tset"),
        "Invalid value for option '--scaler-fit': expected one of train, test but was 'tset'",
        "Try: cnn evaluate --help");
  }

  @Test
  void trainRefusesMorePoolingsThanTheImageAllows() throws IOException {
    assertUsage(
        train(folder.resolve("fresh"), "--conv", "3,4,5,6,7"),
        "--conv ([3, 4, 5, 6, 7]) are too many for images of 28x28x1, whose shorter side 4 poolings"
            + " halve to a pixel: give 4 or fewer, or larger images",
        "Try: cnn train --help");
  }

  @Test
  void stepsAndMaxStepsExcludeEachOther() throws IOException {
    Outcome refused = train(folder.resolve("fresh"), "--steps", "5", "--max-steps", "7");
    assertUsage(
        refused,
        "--steps 5 and --max-steps 7 exclude each other: give one of them",
        "Try: cnn train --help");
  }

  @Test
  void digitsHaveNoOfficialSplit() throws IOException {
    Outcome refused = Program.run("train", "--data", "digits", "--split", "official");
    assertUsage(
        refused, "--split (official) must be tutorial for the data digits", "Try: cnn train");
  }

  @Test
  void evaluateRefusesEmptyBatches() throws IOException {
    Outcome refused = Program.run("evaluate", "--model-dir", model, "--batch-size", 0);
    assertUsage(refused, "--batch-size (0) must be 1 or more", "Try: cnn evaluate --help");
  }

  @Test
  void unknownOptionsAndCommandsAreWrongUsage() throws IOException {
    assertUsage(Program.run("train", "--bogus"), "Unknown option: '--bogus'", "Try: cnn train");
    assertUsage(Program.run("bogus"), "There is no command 'bogus'.", "Try: cnn --help");
    assertUsage(Program.run("predict"), "Missing required parameter: 'IMAGE'", "Try: cnn predict");
    for (String command : List.of("predict", "inspect")) {
      List<Object> args = new ArrayList<>(List.of(command, "--model-dir", "a"));
      args.addAll(List.of("--saved-model", "b"));
      if (command.equals("predict")) {
        args.add(image);
      }
      assertUsage(
          Program.run(args.toArray()),
          "--model-dir and --saved-model exclude each other: give one of them",
          "Try: cnn " + command);
    }
  }

  @TestFactory
  Stream<DynamicTest> aModelDirectoryWithoutACheckpointIsAFailure() {
    Path missing = folder.resolve("missing");
    return Stream.of(
            command("evaluate", "--model-dir", missing),
            command("predict", "--model-dir", missing, image),
            command("export", "--model-dir", missing, "--export-dir", folder.resolve("out")),
            command("inspect", "--model-dir", missing),
            command("evaluate", "--model-dir", file))
        .map(
            args ->
                DynamicTest.dynamicTest(
                    args.get(0) + " " + args.get(2),
                    () -> {
                      Outcome failed = Program.run(args.toArray());
                      assertFailed(failed, "There is no ", args.get(2).toString());
                      assertThat(failed.err()).containsIgnoringCase("train first, or name another");
                    }));
  }

  @Test
  void aFileInTheModelDirectorysPlaceIsAFailure() throws IOException {
    assertFailed(
        train(file, "--steps", "1"), "There is no model directory at " + file, "name a folder");
    Path below = file.resolve("model");
    assertFailed(train(below, "--steps", "1"), "Can't read " + below, "model directory");
    // Not even the superuser can make a folder there.
    if (Files.isDirectory(Path.of("/proc/self"))) {
      assertFailed(train(Path.of("/proc/self/model"), "--steps", "1"), "/proc/self/model", "hoose");
    }
  }

  @Test
  void aFileInTheExportDirectorysPlaceIsAFailure() throws IOException {
    for (Path place : List.of(file, file.resolve("below"))) {
      Outcome failed = Program.run("export", "--model-dir", model, "--export-dir", place);
      assertFailed(failed, "Can't export into " + place, "Choose another export directory");
    }
  }

  @Test
  void aFileThatIsNoImageIsAFailure() throws IOException {
    assertFailed(
        predict(file),
        file + " is a text, \"no folder and no image\"",
        "not PNG, JPEG, GIF or BMP");
    assertFailed(predict(folder), folder + " is a folder", "give an image file");
    Path missing = folder.resolve("missing.png");
    assertFailed(predict(missing), missing + " doesn't exist", "");
  }

  @Test
  void anOptionThatIsGivenTwiceIsWrongUsage() throws IOException {
    assertUsage(
        Program.run("train", "--batch-size", "1", "--max-steps", "3", "--batch-size=2"),
        "--batch-size is given twice; give it once",
        "Try: cnn train --help");
  }

  @Test
  void controlCharactersOfAPathDoNotReachTheTerminal() throws IOException {
    Outcome outcome = Program.run("evaluate", "--model-dir", folder.resolve("n\u001b[31mo\rn"));
    assertFailed(outcome, "n<1B>[31mo<0D>n", "");
    assertThat(outcome.err()).doesNotContain("\u001b", "\r");
  }

  @Test
  void whatFollowsTwoHyphensIsAFileAndNoOption() throws IOException {
    Outcome outcome = Program.run("predict", "--model-dir", model, "--json", "--", "--json");
    assertFailed(outcome, "--json doesn't exist", "");
  }

  @Test
  void theOtherFilesAreClassified() {
    Outcome outcome = Program.run("predict", "--model-dir", model, "--ink", "detect", file, image);
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(outcome.outLines()).hasSize(1);
    assertThat(outcome.out()).startsWith(image + ": ");
    assertThat(outcome.complaint()).hasSize(1);
    assertThat(outcome.complaint().get(0))
        .startsWith("cnn: " + file + " is a text, \"no folder and no image\"");
  }

  @Test
  void anEmptyImageFileIsAFailure() throws IOException {
    Path empty = Files.createFile(folder.resolve("empty.png"));
    try {
      assertThat(predict(empty).complaint())
          .containsExactly("cnn: " + empty + " is empty; give an image file");
    } finally {
      Files.delete(empty);
    }
  }

  @Test
  void aFolderWithoutASavedModelIsAFailure() throws IOException {
    Outcome none = Program.run("predict", "--saved-model", model, image);
    assertFailed(none, "There is no SavedModel in " + model, "saved_model.pb");
    Outcome missing = Program.run("inspect", "--saved-model", folder.resolve("missing"));
    assertFailed(missing, "There is no SavedModel at " + folder.resolve("missing"), "Export one");
  }

  private static Outcome train(Path modelDir, String... options) {
    List<Object> args = new ArrayList<>(List.of("train", "--data", data, "--model-dir", modelDir));
    args.addAll(Arrays.asList(options));
    if (!args.contains("--batch-size")) {
      args.addAll(List.of("--batch-size", "10"));
    }
    return Program.run(args.toArray());
  }

  private static Outcome predict(Path file) {
    return Program.run("predict", "--model-dir", model, file);
  }

  private static List<Object> command(Object... args) {
    return Arrays.asList(args);
  }

  private static void assertUsage(Outcome outcome, String first, String second) throws IOException {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(2);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.complaint()).hasSize(2);
    assertThat(outcome.complaint().get(0)).startsWith("cnn: " + first);
    assertThat(outcome.complaint().get(1)).startsWith(second);
    assertThat(TestFiles.snapshot(folder)).isEqualTo(before);
  }

  private static void assertFailed(Outcome outcome, String what, String whatToDo)
      throws IOException {
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out()).isEmpty();
    assertThat(outcome.complaint()).hasSize(1);
    assertThat(outcome.complaint().get(0)).startsWith("cnn: ").contains(what, whatToDo);
    assertThat(TestFiles.snapshot(folder)).isEqualTo(before);
  }

  @BeforeEach
  void nothingIsLeftFromOtherTests() throws IOException {
    assertThat(TestFiles.snapshot(folder)).isEqualTo(before);
  }
}
