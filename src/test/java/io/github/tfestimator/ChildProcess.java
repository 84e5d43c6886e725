package io.github.tfestimator;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** Another process, and what it prints. It doesn't outlive this object. */
public final class ChildProcess implements AutoCloseable {
  private static final int TIMEOUT_SECONDS = 60;

  private final Process process;
  private final List<String> lines = new CopyOnWriteArrayList<>();
  private final Thread reader;

  private ChildProcess(Process process) {
    this.process = process;
    this.reader = new Thread(this::read, "reader of " + process.pid());
    reader.start();
  }

  /** The command that runs a class of this class path with this Java. */
  public static List<String> javaCommand(Class<?> main, Object... args) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    // It would be one more file.
    command.add("-XX:-UsePerfData");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    Arrays.stream(args).map(Object::toString).forEach(command::add);
    return command;
  }

  /** Runs a class of this class path. */
  public static ChildProcess java(Class<?> main, Object... args) throws IOException {
    return start(javaCommand(main, args));
  }

  /** Runs a command. */
  public static ChildProcess start(List<String> command) throws IOException {
    return new ChildProcess(new ProcessBuilder(command).redirectErrorStream(true).start());
  }

  /**
   * Tells whether a shell in this process's place would be ended by a signal such as {@code INT}.
   */
  public static boolean heeds(String signal) throws IOException, InterruptedException {
    try (var shell = start(List.of("sh", "-c", "kill -" + signal + " $$; echo ignored"))) {
      shell.exitCode();
      return shell.lines().isEmpty();
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** Returns the lines printed so far, to either stream. */
  public List<String> lines() {
    return List.copyOf(lines);
  }

  /** Those of the lines so far that hold the text. */
  public List<String> linesWith(String part) {
    return lines.stream().filter(line -> line.contains(part)).toList();
  }

  /** Waits until it has printed so many lines with the text. */
  public void awaitLines(int count, String part) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (linesWith(part).size() < count) {
      boolean ended = !reader.isAlive();
      if (linesWith(part).size() < count && (ended || System.nanoTime() > end)) {
        throw new AssertionError("\"" + part + "\" isn't in " + String.join("\n", lines));
      }
      Thread.sleep(2);
    }
  }

  /** Sends signals, such as {@code TERM}, one right after the other. */
  public void signal(String... names) throws IOException, InterruptedException {
    String kills =
        Arrays.stream(names)
            .map(name -> "kill -" + name + " " + pid())
            .collect(Collectors.joining("; "));
    new ProcessBuilder("sh", "-c", kills).start().waitFor();
  }

  /** Kills it as {@code kill -9} does. */
  public void kill() throws InterruptedException {
    process.destroyForcibly();
    exitCode();
  }

  /** Waits for its end, and for its last line. */
  public int exitCode() throws InterruptedException {
    if (!process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
      throw new AssertionError("It goes on and on: " + String.join("\n", lines));
    }
    reader.join();
    return process.exitValue();
  }

  private void read() {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      output.lines().forEach(lines::add);
    } catch (IOException | UncheckedIOException e) {
      lines.add(e.toString());
    }
  }

  @Override
  public void close() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }
}
