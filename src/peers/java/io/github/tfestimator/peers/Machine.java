package io.github.tfestimator.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The machine that measures.
 *
 * @param cores as many threads as run at once
 * @param cpu its name
 * @param memoryGib how much there is
 * @param os name and version
 * @param jdk vendor and version
 * @param settings environment variables that libraries for computing obey, if there are any
 */
record Machine(
    int cores,
    String cpu,
    double memoryGib,
    String os,
    String jdk,
    SortedMap<String, String> settings) {
  static Machine here() {
    return new Machine(
        Runtime.getRuntime().availableProcessors(),
        field(Path.of("/proc/cpuinfo"), "model name"),
        Long.parseLong(field(Path.of("/proc/meminfo"), "MemTotal").replaceAll("\\D", ""))
            / 1024.0
            / 1024,
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vendor") + " " + System.getProperty("java.version"),
        System.getenv().entrySet().stream()
            .filter(
                e ->
                    e.getKey()
                        .matches("(OMP|MKL|OPENBLAS|KMP|ONEDNN|DNNL|MALLOC|TF_ENABLE|TF_NUM)_.*"))
            .collect(
                Collectors.toMap(
                    Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new)));
  }

  private static String field(Path file, String name) {
    try {
      return Files.readAllLines(file).stream()
          .filter(line -> line.startsWith(name))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be read: %s".formatted(file, e), e);
    }
  }
}
