package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.google.gson.JsonObject;
import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The program, and the script that starts it, ended by signals in the middle of a training. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "Windows has no such signals")
@Tag("slow")
class StoppedTrainingTest {
  private static final String A_STEP = "INFO:tensorflow:probabilities = ";

  @TempDir static Path shared;
  private static Path data;

  @TempDir Path folder;

  @BeforeAll
  static void writeData() throws IOException {
    data = TestFiles.writeIdx(shared.resolve("data"), 60, 20);
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void aSignalEndsATrainingAfterItsStepWhichIsSaved(String signal, int exitCode) throws Exception {
    assumeTrue(ChildProcess.heeds(signal));
    Path model = folder.resolve("model");
    try (var child = ChildProcess.start(program("train", model))) {
      child.awaitLines(20, A_STEP);
      child.signal(signal);
      assertThat(child.exitCode()).as("%s", child.lines()).isEqualTo(exitCode);
      assertThat(child.linesWith("Stopping when this step or evaluation is done")).hasSize(1);
      long step = stepStoppedAt(child, signal, model);
      assertThat(child.linesWith(A_STEP)).as("a line each step").hasSize((int) step);
      assertThat(Files.readString(model.resolve("checkpoint")))
          .startsWith("model_checkpoint_path: \"model.ckpt-" + step + "\"\n");
      assertGoesOnAsIfNotStopped(model, step + 5);
    }
  }

  @Test
  void runStoppedInItsTrainingDoesNothingElse() throws Exception {
    Path model = folder.resolve("model");
    Path exported = folder.resolve("exported");
    List<String> command = program("run", model);
    command.addAll(List.of("--export-dir", exported.toString()));
    try (var child = ChildProcess.start(command)) {
      child.awaitLines(3, A_STEP);
      child.signal("TERM");
      assertThat(child.exitCode()).as("%s", child.lines()).isEqualTo(143);
      stepStoppedAt(child, "TERM", model);
      assertThat(child.linesWith("Starting evaluation")).isEmpty();
      assertThat(child.linesWith("{accuracy=")).isEmpty();
      assertThat(exported).doesNotExist();
    }
  }

  @ParameterizedTest
  @CsvSource({"TERM, 143", "INT, 130", "HUP, 129"})
  void theScriptPassesASignalOnAndWaits(String signal, int exitCode) throws Exception {
    assumeTrue(ChildProcess.heeds(signal));
    Path model = folder.resolve("model");
    try (var child = ChildProcess.start(script(model))) {
      child.awaitLines(3, A_STEP);
      child.signal(signal);
      assertThat(child.exitCode()).as("%s", child.lines()).isEqualTo(exitCode);
      stepStoppedAt(child, signal, model);
    }
  }

  /** Such as of one that failed to save, though a signal ended it. */
  @Test
  void theScriptsExitCodeIsThatOfTheProgram() throws Exception {
    Path model = folder.resolve("model");
    try (var child = ChildProcess.start(script(model))) {
      child.awaitLines(3, A_STEP);
      AtomicFiles.deleteTree(model);
      Files.createFile(model);
      child.signal("TERM");
      assertThat(child.exitCode()).as("%s", child.lines()).isEqualTo(1);
      assertThat(child.linesWith("cnn: The model directory " + model + " was deleted")).hasSize(1);
    }
  }

  private List<String> script(Path model) throws IOException {
    Path bash = Path.of("/bin/bash");
    assumeTrue(Files.isExecutable(bash));
    List<String> command = new ArrayList<>(List.of("env", "CNN_MAVEN_ARGS=", bash.toString()));
    command.add(builtCopyOfTheScript().toString());
    command.addAll(arguments("train", model));
    return command;
  }

  /** Returns a folder in which the script finds everything built, so that it calls no Maven. */
  private Path builtCopyOfTheScript() throws IOException {
    Path root = Files.createDirectories(folder.resolve("copy"));
    Files.createDirectories(root.resolve("src/main"));
    Files.createFile(root.resolve("pom.xml"));
    Path target = Files.createDirectories(root.resolve("target"));
    String[] classPath = System.getProperty("java.class.path").split(":");
    Path classes =
        Arrays.stream(classPath)
            .map(Path::of)
            .filter(path -> Files.exists(path.resolve("io/github/tfestimator/cnn/cli/Main.class")))
            .findFirst()
            .orElseThrow();
    Files.createSymbolicLink(target.resolve("classes"), classes);
    List<String> jars = Arrays.stream(classPath).filter(path -> path.endsWith(".jar")).toList();
    Files.writeString(target.resolve("cnn.classpath"), String.join(":", jars));
    Files.writeString(target.resolve("cnn.build"), "\n");
    Path script = Files.createDirectories(root.resolve("scripts")).resolve("cnn");
    return Files.copy(Path.of("scripts/cnn"), script);
  }

  private static long stepStoppedAt(ChildProcess child, String signal, Path model) {
    String line = child.lines().get(child.lines().size() - 1);
    Matcher stopped =
        Pattern.compile(
                "Stopped by SIG%s at step (\\d+), saved in %s: to go on, the same with --max-steps 100000 in place of --steps\\."
                    .formatted(signal, Pattern.quote(model.toString())))
            .matcher(line);
    assertThat(stopped.matches()).as(line).isTrue();
    return Long.parseLong(stopped.group(1));
  }

  private void assertGoesOnAsIfNotStopped(Path model, long maxSteps) {
    Path other = folder.resolve("other");
    for (Path dir : List.of(model, other)) {
      assertThat(Program.trainSmall(data, dir, "--max-steps", maxSteps).exitCode()).isZero();
    }
    assertThat(inspect(model).get("global_step").getAsLong()).isEqualTo(maxSteps);
    assertThat(inspect(model).get("variables")).isEqualTo(inspect(other).get("variables"));
  }

  private static JsonObject inspect(Path model) {
    return Program.done("inspect", "--model-dir", model, "--json").json().get(0);
  }

  private static List<String> program(String command, Path model) {
    return ChildProcess.javaCommand(Main.class, arguments(command, model).toArray());
  }

  private static List<String> arguments(String command, Path model) {
    List<String> arguments = new ArrayList<>(List.of(command, "--data", data.toString()));
    arguments.addAll(List.of("--model-dir", model.toString(), "--batch-size", "10"));
    arguments.addAll(List.of("--steps", "100000", "--log-every", "1"));
    arguments.addAll(Program.SMALL);
    return arguments;
  }
}
