package io.github.tfestimator.benchmark;

import com.google.gson.Gson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A child process that runs a {@link CommandHandler}. */
public final class WorkerProcess implements AutoCloseable {
  static final String PEAK_MIB = "peak-mib";
  private static final int LAST_LINES = 20;
  private static final Gson GSON = new Gson();

  private final Workspace workspace;
  private final String label;
  private final Path log;
  private final Process process;
  private final Writer commands;
  private final BufferedReader answers;

  private WorkerProcess(Workspace workspace, String label, ProcessBuilder command)
      throws IOException {
    this.workspace = workspace;
    this.label = label;
    log = Files.createTempFile(workspace.folder(), "worker", ".log");
    process = workspace.start(command.redirectError(log.toFile()));
    commands = process.outputWriter(StandardCharsets.UTF_8);
    answers = process.inputReader(StandardCharsets.UTF_8);
  }

  /** Starts a command that calls {@link CommandHandler#serve}; error messages use the label. */
  public static WorkerProcess start(Workspace workspace, String label, ProcessBuilder command) {
    try {
      return new WorkerProcess(workspace, label, command);
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be started: %s".formatted(label, e), e);
    }
  }

  /**
   * Sends a command, a name with its arguments, and waits for the answer.
   *
   * @throws IllegalStateException with the process's log, if it has ended or the command failed
   */
  public Answer send(Object... words) {
    List<String> command = List.of(words).stream().map(Object::toString).toList();
    try {
      commands.write(GSON.toJson(command) + "\n");
      commands.flush();
      String line = answers.readLine();
      if (line == null) {
        int code = process.onExit().join().exitValue();
        throw failure("ended with exit code %d at the command %s".formatted(code, command));
      }
      if (!line.startsWith("{")) {
        throw failure("answered the command %s with '%s'".formatted(command, line));
      }
      Answer answer = GSON.fromJson(line, Answer.class);
      if (answer.failed()) {
        throw failure("failed at the command %s: %s".formatted(command, answer.text()));
      }
      return answer;
    } catch (IOException e) {
      throw failure("can't be sent the command %s: %s".formatted(command, e));
    }
  }

  /** Sends a command that is answered with a number. */
  public double number(Object... words) {
    return send(words).values()[0];
  }

  /** Returns the most memory (resident) that the process has held so far, in MiB. */
  public double peakMib() {
    return number(PEAK_MIB);
  }

  /** Returns the end of a log, for an error message. */
  public static String lastLines(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(%s can't be read: %s)".formatted(log, e);
    }
  }

  private IllegalStateException failure(String what) {
    return new IllegalStateException("%s %s%nIts log:%n%s".formatted(label, what, lastLines(log)));
  }

  @Override
  public void close() {
    try {
      commands.close();
    } catch (IOException e) {
      // It has ended already.
    }
    process.onExit().join();
    workspace.ended(process);
  }
}
