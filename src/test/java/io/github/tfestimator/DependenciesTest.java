package io.github.tfestimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The jars that a user gets, as {@code dependencies.txt} lists them. */
class DependenciesTest {
  private static final Set<String> LICENSES =
      Set.of("Apache-2.0", "MIT", "BSD-3-Clause", "EPL-2.0");

  @Test
  void theyAreThoseOfTheList() throws IOException {
    assertThat(jars()).isEqualTo(list().keySet());
  }

  @Test
  void theirLicensesMayBeUsed() throws IOException {
    assertThat(LICENSES).containsAll(list().values());
  }

  /** Names with versions, without natives: which of these there are is an option of the build. */
  private static Set<String> jars() throws IOException {
    String classpath = Files.readString(Path.of("target", "classpath.txt")).strip();
    return Arrays.stream(classpath.split(File.pathSeparator))
        .map(jar -> Path.of(jar).getFileName().toString().replaceFirst("\\.jar$", ""))
        .filter(jar -> !jar.matches("tensorflow-core-(native-.*-.*|platform-.*)"))
        .collect(Collectors.toSet());
  }

  private static Map<String, String> list() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/dependencies.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" +"))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }
}
