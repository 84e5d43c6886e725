package io.github.tfestimator.doctor;

import io.github.tfestimator.estimator.Devices;
import io.github.tfestimator.estimator.SessionConfig;
import io.github.tfestimator.io.AtomicFiles;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bytedeco.javacpp.Loader;
import org.tensorflow.TensorFlow;

/**
 * The process that tries what may hang or crash: natives, CUDA's libraries, the driver, a step on
 * each device. It prints a line before and after each, of fields with tabs between, which {@link
 * ProbeResult} reads.
 */
final class Probe {
  private static final PrintStream OUT =
      new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);

  private Probe() {}

  /**
   * Tries everything.
   *
   * @param args {@code gpu} to try libraries and driver, too
   */
  public static void main(String[] args) {
    begin("natives");
    line("natives", TensorFlow.version());
    if (List.of(args).contains("gpu")) {
      CudaLibrary.ALL.forEach(library -> open(library.name()));
      open(CudaLibrary.DRIVER);
      begin("driver");
      ProbeDriver.run();
    }
    begin("devices");
    devices().forEach(Probe::step);
    line("end");
  }

  static void begin(String what) {
    line("begin", what);
  }

  static void line(String... fields) {
    OUT.println(String.join("\t", List.of(fields)).replaceAll("[\r\n]+", " "));
  }

  /** Opens a library as TensorFlow does, and prints the file that is found. */
  private static void open(String name) {
    begin(name);
    Set<Path> before = openLibraries();
    try {
      Loader.loadGlobal(name);
      Set<Path> after = openLibraries();
      Set<Path> opened = new HashSet<>(after);
      opened.removeAll(before);
      line("library", name, file(name, opened).or(() -> file(name, after)).orElse(name));
    } catch (UnsatisfiedLinkError e) {
      line("missing", name, String.valueOf(e.getMessage()));
    }
  }

  /** The file by its name, but for a link to a file of another; others are what it depends on. */
  private static Optional<String> file(String name, Set<Path> open) {
    String stem = name.replaceFirst("\\.so\\..*", ".so");
    return open.stream()
        .filter(path -> path.getFileName().toString().startsWith(stem))
        .findFirst()
        .map(Path::toString);
  }

  private static Set<Path> openLibraries() {
    Set<Path> files = new HashSet<>();
    try {
      for (String map : Files.readAllLines(Path.of("/proc/self/maps"))) {
        int path = map.indexOf('/');
        if (path >= 0 && map.contains(".so")) {
          files.add(Path.of(map.substring(path)));
        }
      }
    } catch (IOException e) {
      // Then the name has to do.
    }
    return files;
  }

  private static List<String> devices() {
    try {
      return Devices.list(SessionConfig.defaults().withGpuMemoryGrowth());
    } catch (RuntimeException e) {
      line("broken", "devices", AtomicFiles.reason(e));
      return List.of();
    }
  }

  private static void step(String device) {
    begin("device " + device);
    try {
      long start = System.nanoTime();
      DeviceStep.run(device);
      line("device", device, Long.toString((System.nanoTime() - start) / 1_000_000));
    } catch (RuntimeException e) {
      line("broken", device, AtomicFiles.reason(e));
    }
  }
}
