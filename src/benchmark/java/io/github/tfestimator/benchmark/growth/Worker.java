package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.ResidentMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.tensorflow.TensorFlow;

/**
 * Does the work of one size in a process of its own, as a process's peak of memory never goes down.
 * That process has the options of this one and prints a line for each part of the work: its seconds
 * and its name.
 */
final class Worker {
  private static final String PEAK = "peak MiB";

  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private Worker() {}

  /**
   * @param args the axis, the size, an empty folder
   */
  public static void main(String[] args) {
    LOG.setLevel(Level.WARNING);
    TensorFlow.version(); // loads the natives, which the work is not charged for
    Axis axis = Axis.valueOf(args[0]);
    axis.seconds(Integer.parseInt(args[1]), Path.of(args[2]))
        .forEach((part, seconds) -> System.out.println(seconds + " " + part));
    System.out.println(ResidentMemory.peakMib() + " " + PEAK);
  }

  static Sample run(Axis axis, int size, Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    command.addAll(List.of(axis.name(), Integer.toString(size), folder.toString()));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    } catch (IOException e) {
      throw new UncheckedIOException("No process for " + axis + " " + size + ": " + e, e);
    }
    // So that it doesn't go on without this one.
    var end = new Thread(process::destroyForcibly);
    Runtime.getRuntime().addShutdownHook(end);
    try {
      return sample(process, axis, size);
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }

  private static Sample sample(Process process, Axis axis, int size) {
    Map<String, Double> values = new TreeMap<>();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] words = line.split(" ", 2);
        values.put(words[1], Double.parseDouble(words[0]));
      }
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            "Measuring %s %d failed with exit code %d: its messages are above, and less memory or fewer threads may help."
                .formatted(axis, size, code));
      }
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("Measuring " + axis + " " + size + " failed: " + e, e);
    }
    double peak = values.remove(PEAK);
    return new Sample(values, peak);
  }
}
