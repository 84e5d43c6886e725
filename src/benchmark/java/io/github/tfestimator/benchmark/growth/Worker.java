package io.github.tfestimator.benchmark.growth;

import io.github.tfestimator.benchmark.ResidentMemory;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    Path work = Path.of(args[2]).resolve("work");
    axis.seconds(Integer.parseInt(args[1]), work)
        .forEach((part, seconds) -> System.out.println(seconds + " " + part));
    System.out.println(ResidentMemory.peakMib() + " " + PEAK);
  }

  /**
   * @param folder an empty one
   * @return what the work costs, in a process that is gone afterwards
   */
  static Sample run(Axis axis, int size, Path folder) throws IOException {
    // TensorFlow always has something to say: it is shown if the process fails.
    Path messages = folder.resolve("messages.txt");
    Process process =
        new ProcessBuilder(command(axis, size, folder)).redirectError(messages.toFile()).start();
    var end = new Thread(() -> breakOff(process, folder));
    Runtime.getRuntime().addShutdownHook(end);
    try {
      Map<String, Double> values = values(process);
      int code = process.waitFor();
      if (code != 0) {
        throw new IllegalStateException(
            "Measuring %s %d failed with exit code %d and said:%n%s"
                .formatted(axis.unit, size, code, Files.readString(messages)));
      }
      double peak = values.remove(PEAK);
      return new Sample(values, peak);
    } catch (InterruptedException e) {
      throw new IllegalStateException("Measuring " + axis.unit + " " + size + " was broken off", e);
    } finally {
      process.destroyForcibly();
      Runtime.getRuntime().removeShutdownHook(end);
    }
  }

  /** On Ctrl-C, when nothing else runs any more. */
  private static void breakOff(Process process, Path folder) {
    process.destroyForcibly().onExit().join();
    try {
      AtomicFiles.deleteTree(folder);
    } catch (IOException e) {
      System.err.println("benchmark: " + folder + " can't be deleted: " + e.getMessage());
    }
  }

  private static List<String> command(Axis axis, int size, Path folder) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    command.addAll(List.of(axis.name(), Integer.toString(size), folder.toString()));
    return command;
  }

  private static Map<String, Double> values(Process process) throws IOException {
    Map<String, Double> values = new LinkedHashMap<>();
    try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
      for (String line; (line = lines.readLine()) != null; ) {
        String[] words = line.split(" ", 2);
        values.put(words[1], Double.parseDouble(words[0]));
      }
    }
    return values;
  }
}
