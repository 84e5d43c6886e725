package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.cnn.cli.Program.Outcome;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("medium")
class TerminalTest {
  @TempDir Path folder;

  @Test
  void showsABarThatNoLogLineRunsInto() throws IOException {
    Path data = TestFiles.writeIdx(folder.resolve("data"), 20, 5);
    List<Object> args = new ArrayList<>(List.of("train", "--data", data, "--steps", 40));
    args.addAll(List.of("--model-dir", folder.resolve("model"), "--batch-size", 10));
    args.addAll(List.of("--log-every", 1));
    args.addAll(Program.SMALL);
    Outcome trained = Program.runOnTerminal(args.toArray());
    assertThat(trained.exitCode()).isZero();
    assertThat(trained.err()).containsPattern("\r +100% .* 40/40 ");
    assertThat(trained.err()).doesNotContainPattern("(?<!\n|\033\\[K)INFO:");
    assertThat(trained.err()).endsWith("\r\033[K");
    assertThat(trained.out()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "120, '\\rTraining .* \\(\\d+:\\d\\d:\\d\\d / .*\\) +loss \\d\\.\\d{4}, accuracy [01]\\.\\d{4}, \\d+ images/s'",
    "80, '\\r .* \\(\\d+:\\d\\d:\\d\\d / .*\\) +loss \\d\\.\\d{4}, acc [01]\\.\\d{4}, \\d+ img/s'",
  })
  void theBarShowsLossAccuracyAndImagesASecond(String width, String bar) throws IOException {
    Path data = TestFiles.writeIdx(folder.resolve("data"), 20, 5);
    List<Object> args = new ArrayList<>(List.of("train-and-evaluate", "--data", data));
    args.addAll(List.of("--model-dir", folder.resolve("model"), "--batch-size", 10));
    args.addAll(List.of("--steps", 4, "--save-steps", 2, "--eval-throttle", 0));
    args.addAll(Program.SMALL);
    System.setProperty("cnn.columns", width);
    try {
      Outcome trained = Program.runOnTerminal(args.toArray());
      assertThat(trained.exitCode()).as(trained.err()).isZero();
      assertThat(trained.err()).containsPattern(bar);
    } finally {
      System.clearProperty("cnn.columns");
    }
  }

  @Test
  void quietPrintsResultsAlone() throws IOException {
    Path data = TestFiles.writeIdx(folder.resolve("data"), 20, 5);
    List<Object> args = new ArrayList<>(List.of("train-and-evaluate", "--quiet", "--data", data));
    args.addAll(List.of("--model-dir", folder.resolve("model"), "--batch-size", 10));
    args.addAll(List.of("--steps", 4));
    args.addAll(Program.SMALL);
    Outcome trained = Program.runOnTerminal(args.toArray());
    assertThat(trained.exitCode()).isZero();
    assertThat(trained.err()).isEmpty();
    assertThat(trained.outLines().get(0)).startsWith("{accuracy=");
    args.set(1, "--verbose");
    assertThat(Program.run(args.toArray()).err()).contains("INFO:tensorflow:");
  }

  @Test
  void clearsTheBarBeforeAnythingElseIsPrinted() {
    var screen = new ByteArrayOutputStream();
    var stream = new PrintStream(screen, true, StandardCharsets.UTF_8);
    var console = new Console(stream, stream, true);
    console.bar("half");
    console.message("a message");
    console.message("another");
    console.bar("whole");
    console.result("a result");
    console.clearBar();
    assertThat(screen.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n"))
        .isEqualTo("\rhalf\r\033[Ka message\nanother\n\rwhole\r\033[Ka result\n");
  }
}
