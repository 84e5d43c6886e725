package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Runs the program in this process and catches what it prints. */
final class Program {
  /** A network that is trained in no time. */
  static final List<String> SMALL = List.of("--conv", "3,4", "--dense", "8");

  private Program() {}

  /** The first line of the build for GPUs where there is none. The tests run with either build. */
  private static final Pattern NO_GPU =
      Pattern.compile("This is the build for GPUs, but TensorFlow sees none: .*\\R");

  /**
   * The end of a command.
   *
   * @param err without the line that there is no GPU
   * @param isWithoutGpu whether there was that line
   */
  record Outcome(int exitCode, String out, String err, boolean isWithoutGpu) {
    List<String> outLines() {
      return out.lines().toList();
    }

    List<JsonObject> json() {
      return out.lines().map(line -> JsonParser.parseString(line).getAsJsonObject()).toList();
    }

    /** Returns the lines about the failure, without the log. */
    List<String> complaint() {
      return err.lines()
          .filter(line -> !line.startsWith("INFO:tensorflow:") && !line.startsWith("TensorFlow 2."))
          .toList();
    }
  }

  static Outcome run(Object... args) {
    return run(false, args);
  }

  /** Runs a command as on a terminal. */
  static Outcome runOnTerminal(Object... args) {
    return run(true, args);
  }

  private static Outcome run(boolean terminal, Object... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    String[] texts = Arrays.stream(args).map(Object::toString).toArray(String[]::new);
    int code = Main.run(texts, new Console(stream(out), stream(err), terminal));
    Matcher noGpu = NO_GPU.matcher(err.toString(StandardCharsets.UTF_8));
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), noGpu.replaceFirst(""), noGpu.reset().find());
  }

  /** Runs a command that must succeed. */
  static Outcome done(Object... args) {
    Outcome outcome = run(args);
    assertThat(outcome.exitCode()).as(outcome.err()).isZero();
    return outcome;
  }

  /** Trains a small network with batches of ten. */
  static Outcome trainSmall(Path data, Path modelDir, Object... more) {
    Stream<Object> args =
        Stream.of("train", "--data", data, "--model-dir", modelDir, "--batch-size", 10);
    return run(
        Stream.of(args, SMALL.stream(), Arrays.stream(more)).flatMap(part -> part).toArray());
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }
}
