package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("medium")
class HelpTest {
  @ParameterizedTest
  @ValueSource(strings = {"train", "train-and-evaluate", "run"})
  void listsTheOptionsOfTrainingWithTheTutorialsDefaults(String command) {
    Outcome help = Program.run(command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    assertDefault(help, "--model-dir", "train/mnist_convnet_model");
    assertDefault(help, "--data", "mnist");
    assertThat(paragraph(help, "--split")).contains("(tutorial for MNIST, files named so,");
    assertThat(paragraph(help, "--scaler")).contains("(minmax for MNIST, digits and IDX files,");
    assertThat(paragraph(help, "--image-size")).contains("(32)");
    assertDefault(help, "--steps", "16000, if --max-steps isn't given");
    assertThat(paragraph(help, "--max-steps")).contains("not together with --steps");
    assertDefault(help, "--batch-size", "100");
    assertDefault(help, "--learning-rate", "0.001");
    assertDefault(help, "--dropout-rate", "0.4");
    assertDefault(help, "--conv", "32,36");
    assertDefault(help, "--kernel", "5");
    assertDefault(help, "--dense", "1764");
    assertDefault(help, "--optimizer", "sgd");
    assertDefault(help, "--decay", "none");
    assertDefault(help, "--momentum", "0.9");
    assertDefault(help, "--beta2", "0.999");
    assertDefault(help, "--average-weights", "none");
    assertDefault(help, "--recipe", "tutorial");
    assertDefault(help, "--seed", "42");
    assertDefault(help, "--save-secs", "600, if --save-steps isn't given");
    assertThat(paragraph(help, "--save-steps")).contains("not together with --save-secs");
    assertDefault(help, "--keep", "5");
    assertDefault(help, "--log-steps", "100");
    assertDefault(help, "--summary-steps", "100");
    assertDefault(help, "--intra-op-threads", "0");
    assertDefault(help, "--inter-op-threads", "0");
    assertDefault(help, "--log-every", "50");
    assertThat(paragraph(help, "--early-stop")).contains("no-increase:accuracy:2000");
    assertDefault(help, "--histograms", "0");
    assertThat(paragraph(help, "--visible-gpus")).isNotEmpty();
    assertThat(paragraph(help, "--gpu-memory-growth")).isNotEmpty();
    assertThat(paragraph(help, "--profile")).contains("DIR/profile/timeline-STEP.json");
  }

  @ParameterizedTest
  @CsvSource({
    "run, --export-dir, savedmodel/mnist_convnet_model",
    "evaluate, --model-dir, train/mnist_convnet_model",
    "evaluate, --batch-size, 128",
    "train-and-evaluate, --eval-throttle, 600",
    "train-and-evaluate, --export, final",
    "train-and-evaluate, --keep-exports, 5",
    "calibrate, --model-dir, train/mnist_convnet_model",
    "predict, --fit, auto",
    "export, --model-dir, train/mnist_convnet_model",
    "export, --export-dir, savedmodel/mnist_convnet_model",
  })
  void listsDefaultsOfTheOtherCommands(String command, String option, String value) {
    assertDefault(Program.run(command, "--help"), option, value);
  }

  @ParameterizedTest
  @CsvSource({
    "train, --warm-start",
    "train, --warm-start-vars",
    "evaluate, --data",
    "evaluate, --json",
    "evaluate, --name",
    "evaluate, --misclassified",
    "report, --data",
    "report, --out",
    "report, --compare",
    "report, --check-labels",
    "train-and-evaluate, --report",
    "predict, --saved-model",
    "predict, --json",
    "inspect, --saved-model",
    "inspect, --json",
    "doctor, --json",
    "inspect, --verbose",
    "train, --quiet",
    "evaluate, --quiet",
    "export, --allow-incompatible",
    "run, --allow-incompatible",
    "train-and-evaluate, --allow-incompatible",
  })
  void listsOptionsWithoutDefaults(String command, String option) {
    assertThat(paragraph(Program.run(command, "--help"), option)).isNotEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "train, Several devices and machines",
    "run, Export",
    "train-and-evaluate, Evaluation and export",
  })
  void groupsTheOptionsOfTrainingUnderHeadings(String command, String last) {
    Outcome help = Program.run(command, "--help");
    assertThat(help.out()).startsWith("Usage: cnn " + command + " [OPTIONS]\n");
    List<String> headings = help.outLines().stream().filter(line -> line.endsWith(":")).toList();
    assertThat(headings)
        .startsWith("Model:", "Data:", "Network:", "Optimizer:", "Training:", "Checkpoints:")
        .contains("Devices:")
        .endsWith(last + ":");
    assertThat(section(help, "Network:"))
        .isEqualTo("--conv --kernel --dense --batch-norm --dropout-rate --augment");
    assertThat(section(help, "Optimizer:"))
        .isEqualTo(
            "--optimizer --learning-rate --decay --warm-up --momentum --beta2 --weight-decay"
                + " --label-smoothing --average-weights");
    assertThat(section(help, "Checkpoints:")).isEqualTo("--save-steps --save-secs --keep");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "train",
        "train-and-evaluate",
        "run",
        "evaluate",
        "report",
        "calibrate",
        "predict",
        "export",
        "inspect",
        "doctor"
      })
  void fitsATerminalsWidth(String command) {
    assertThat(Program.run(command, "--help").outLines())
        .allMatch(line -> line.length() <= 100)
        .noneMatch(line -> line.contains("null") || line.contains("${"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void printsTheVersions(String option) {
    Outcome version = Program.done(option);
    assertThat(version.err()).isEmpty();
    assertThat(version.outLines())
        .satisfiesExactly(
            cnn -> assertThat(cnn).matches("cnn \\d+\\.\\d+\\.\\d+(-SNAPSHOT)?"),
            tensorFlow -> assertThat(tensorFlow).matches("TensorFlow 2\\.\\d+\\.\\d+"),
            java -> assertThat(java).isEqualTo("Java " + Runtime.version()));
  }

  @Test
  void listsTheCommandsAndExitCodes() {
    Outcome help = Program.run("--help");
    assertThat(help.exitCode()).isZero();
    assertThat(help.err()).isEmpty();
    Stream.of(
            "run",
            "train",
            "train-and-evaluate",
            "evaluate",
            "report",
            "calibrate",
            "predict",
            "export",
            "inspect",
            "doctor")
        .forEach(command -> assertThat(help.out()).containsPattern("(?m)^  " + command + " "));
    assertThat(help.out()).contains("Exit codes: 0 done, 1 failed, 2 wrong usage.");
  }

  @Test
  void isWhatOneGetsWithoutACommand() {
    Outcome nothing = Program.run();
    assertThat(nothing.exitCode()).isEqualTo(2);
    assertThat(nothing.out()).isEqualTo(Program.run("--help").out());
  }

  private static void assertDefault(Outcome help, String option, String value) {
    assertThat(paragraph(help, option)).contains("(" + value + ")");
  }

  /** Returns the names of the options below a heading. */
  private static String section(Outcome help, String heading) {
    return help.outLines().stream()
        .dropWhile(line -> !line.equals(heading))
        .takeWhile(line -> !line.isEmpty())
        .filter(line -> line.startsWith("      --"))
        .map(line -> line.strip().split("[ =]")[0])
        .collect(Collectors.joining(" "));
  }

  /** Returns the description of an option, on one line. */
  private static String paragraph(Outcome help, String option) {
    String list = help.out().substring(help.out().indexOf("\n      --"));
    return Arrays.stream(list.split("\\n(?= {2,6}-)"))
        .map(text -> text.strip().replaceAll("\\s+", " "))
        .filter(text -> text.startsWith(option + " ") || text.startsWith(option + "="))
        .findFirst()
        .orElseThrow(() -> new AssertionError(option + " isn't in " + help.out()));
  }
}
