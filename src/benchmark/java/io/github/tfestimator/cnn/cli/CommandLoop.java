package io.github.tfestimator.cnn.cli;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The program many times in one process, for {@code scripts/faults}: each line of standard input is
 * a command line, a JSON array; each line of standard output the exit code and what the program
 * printed, a JSON object.
 */
public final class CommandLoop {
  private static final Gson GSON = new Gson();

  private CommandLoop() {}

  private record Answer(int code, String results, String messages) {}

  /** Runs until standard input ends. */
  public static void main(String[] args) throws IOException {
    var answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true);
    var commands = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = commands.readLine(); line != null; line = commands.readLine()) {
      var results = new ByteArrayOutputStream();
      var messages = new ByteArrayOutputStream();
      var console =
          new Console(results, new PrintStream(messages, true, StandardCharsets.UTF_8), false);
      int code = Main.run(GSON.fromJson(line, String[].class), console);
      answers.println(
          GSON.toJson(
              new Answer(
                  code,
                  results.toString(StandardCharsets.UTF_8),
                  messages.toString(StandardCharsets.UTF_8))));
    }
    System.exit(0);
  }
}
