package io.github.tfestimator.doctor;

import io.github.tfestimator.io.AtomicFiles;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A run of {@link Probe} in a process of its own, which is killed when a step takes too long. */
final class ProbeProcess {
  private static final String END = "";
  private static final int MAX_ERROR_LINES = 2;

  private ProbeProcess() {}

  static ProbeResult run(Machine machine, Duration stepLimit) {
    Path errors = null;
    try {
      errors = Files.createTempFile("doctor", ".log");
      return run(machine, stepLimit, errors);
    } catch (IOException e) {
      return new ProbeResult(
          List.of(), "a Java process can't be started: " + AtomicFiles.reason(e));
    } finally {
      delete(errors);
    }
  }

  private static ProbeResult run(Machine machine, Duration stepLimit, Path errors)
      throws IOException {
    var builder = new ProcessBuilder(command(machine));
    builder.environment().putAll(machine.environment());
    Process process = builder.redirectError(errors.toFile()).start();
    try {
      process.getOutputStream().close();
      List<String> lines = new ArrayList<>();
      boolean ended = read(process, stepLimit, lines);
      if (!ended) {
        return new ProbeResult(
            lines, "it didn't answer within %d s".formatted(stepLimit.toSeconds()));
      }
      int code = process.waitFor();
      return new ProbeResult(lines, code == 0 ? "" : crash(code, errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new ProbeResult(List.of(), "it was interrupted");
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> command(Machine machine) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"));
    command.add("-XX:-CreateCoredumpOnCrash");
    command.add("-XX:ErrorFile=/dev/null");
    command.add("-Dorg.bytedeco.javacpp.maxBytes=0");
    command.add("-Dorg.bytedeco.javacpp.maxPhysicalBytes=0");
    command.add("-Dorg.bytedeco.javacpp.cachedir=" + machine.cache());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Probe.class.getName()));
    if (machine.isGpuBuild()) {
      command.add("gpu");
    }
    return command;
  }

  /**
   * Reads lines until the end.
   *
   * @return false if a line took too long
   */
  private static boolean read(Process process, Duration stepLimit, List<String> lines)
      throws InterruptedException {
    var arriving = new LinkedBlockingQueue<String>();
    var reader = new Thread(() -> read(process, arriving), "doctor");
    reader.setDaemon(true);
    reader.start();
    while (true) {
      String line = arriving.poll(stepLimit.toMillis(), TimeUnit.MILLISECONDS);
      if (line == null) {
        return false;
      }
      if (line.equals(END)) {
        return true;
      }
      lines.add(line);
    }
  }

  private static void read(Process process, LinkedBlockingQueue<String> arriving) {
    try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      while (line != null) {
        arriving.add(line + " ");
        line = output.readLine();
      }
    } catch (IOException e) {
      // As the process is killed.
    }
    arriving.add(END);
  }

  private static String crash(int code, Path errors) throws IOException {
    List<String> said =
        new String(Files.readAllBytes(errors), StandardCharsets.UTF_8)
            .lines()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .map(String::strip)
            .toList();
    List<String> last = said.subList(Math.max(0, said.size() - MAX_ERROR_LINES), said.size());
    return "the process ended with %d: %s".formatted(code, String.join(" / ", last));
  }

  private static void delete(Path file) {
    try {
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // It is in the folder of temporary files.
    }
  }
}
