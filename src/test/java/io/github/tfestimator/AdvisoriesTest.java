package io.github.tfestimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The versions of the build against the advisories that {@code advisories.txt} lists. */
class AdvisoriesTest {
  @Test
  void everyJarWasLookedUp() throws IOException {
    var missing = new TreeSet<>(DependenciesTest.jars().keySet());
    missing.removeAll(names("looked-up"));
    assertThat(missing).as("not looked up in this version").isEmpty();
  }

  @Test
  void noVersionHasAnAdvisoryWithoutAReason() throws IOException {
    Map<String, String> versions = versions();
    var wrong = new ArrayList<String>();
    int advisories = 0;
    for (String[] line : lines()) {
      if (line[0].equals("looked-up") || line[0].equals("contains")) {
        continue;
      }
      advisories++;
      String version = versions.get(line[1]);
      assertThat(version).as("version of " + line[1]).isNotNull();
      assertThat(line.length).as("fields of " + line[0]).isBetween(4, 5);
      boolean affected = isOlder(version, line[2]);
      if (affected != (line.length == 5)) {
        wrong.add(line[0] + (affected ? " affects " : " no longer affects ") + line[1]);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(advisories).isGreaterThan(20);
  }

  @Test
  void versionsAreComparedByNumber() {
    assertThat(isOlder("12.1.9", "12.1.14")).isTrue();
    assertThat(isOlder("12.1.14", "12.1.9")).isFalse();
    assertThat(isOlder("4.2.17.Final", "4.2.18")).isTrue();
    assertThat(isOlder("33.6.0-android", "32.0.0")).isFalse();
    assertThat(isOlder("3.25.5", "3.25.5")).isFalse();
  }

  /** Versions of the jars, and of the components of those that are in the build as listed. */
  private static Map<String, String> versions() throws IOException {
    Collection<String> jars = DependenciesTest.jars().keySet();
    var all = new ArrayList<>(jars);
    for (String[] line : lines()) {
      if (line[0].equals("contains")) {
        assertThat(jars).contains(line[1]);
        all.addAll(List.of(line[2].split(", ")));
      }
    }
    var versions = new HashMap<String, String>();
    for (String name : all) {
      String[] parts = name.split("-(?=[0-9])", 2);
      versions.put(parts[0], parts[1]);
    }
    return versions;
  }

  private static Collection<String> names(String kind) throws IOException {
    var names = new TreeSet<String>();
    for (String[] line : lines()) {
      if (line[0].equals(kind)) {
        assertThat(line[1]).matches("20[0-9]{2}-[0-9]{2}-[0-9]{2}");
        names.addAll(List.of(line[2].split(", ")));
      }
    }
    return names;
  }

  private static boolean isOlder(String version, String other) {
    return Arrays.compare(numbers(version), numbers(other)) < 0;
  }

  private static int[] numbers(String version) {
    return Arrays.stream(version.split("[.-]"))
        .takeWhile(part -> part.matches("[0-9]+"))
        .mapToInt(Integer::parseInt)
        .toArray();
  }

  private static List<String[]> lines() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/advisories.txt")).stream()
        .filter(line -> !line.isBlank() && !line.startsWith("#"))
        .map(line -> line.split(" \\| "))
        .toList();
  }
}
