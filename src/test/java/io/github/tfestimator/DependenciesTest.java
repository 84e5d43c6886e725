package io.github.tfestimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** The jars that a user gets, as {@code dependencies.txt} lists them. */
class DependenciesTest {
  private static final Set<String> LICENSES = Set.of("Apache-2.0", "MIT", "BSD-3-Clause");

  /** The names and URLs by which POMs call them. */
  private static final Map<String, Pattern> IN_POMS =
      Map.of(
          "Apache-2.0", Pattern.compile("(?i)apache.*2\\.0|apache\\.org/licenses/LICENSE-2"),
          "MIT", Pattern.compile("(?i)\\bMIT\\b"),
          "BSD-3-Clause", Pattern.compile("(?i)BSD-3-Clause"));

  private static final Pattern TEXT = Pattern.compile("(?i)(^|/)LICENSE(\\.txt)?$");
  private static final Pattern LICENSE = Pattern.compile("(?s)<license>.*?</license>");
  private static final Pattern PARENT =
      Pattern.compile(
          "(?s)<parent>(?=.*?<groupId>(.*?)</groupId>)(?=.*?<artifactId>(.*?)</artifactId>)"
              + "(?=.*?<version>(.*?)</version>).*?</parent>");

  @Test
  void theyAreThoseOfTheList() throws IOException {
    assertThat(jars().keySet()).isEqualTo(list().keySet());
  }

  @Test
  void theirLicensesMayBeUsed() throws IOException {
    assertThat(LICENSES).containsAll(list().values());
  }

  @Test
  void theirPomsNameTheLicensesOfTheList() throws IOException {
    Map<String, String> list = list();
    var different = new TreeSet<String>();
    for (var jar : jars().entrySet()) {
      String license = list.get(jar.getKey());
      String inPom = licenses(jar.getValue());
      if (!IN_POMS.get(license).matcher(inPom).find()) {
        different.add(jar.getKey() + " " + license + ", not " + inPom);
      }
    }
    assertThat(different).isEmpty();
  }

  @Test
  void theImageHasTheTextOfEveryLicense() throws IOException {
    Map<String, String> list = list();
    var without = new TreeSet<String>();
    for (var jar : jars().entrySet()) {
      boolean isInTheImage =
          list.get(jar.getKey()).equals("Apache-2.0") || hasText(jar.getKey(), jar.getValue());
      if (!isInTheImage) {
        without.add(jar.getKey());
      }
    }
    assertThat(without).as("jars without a text in them or in deploy/licenses").isEmpty();
    assertThat(Path.of("LICENSE")).content().contains("Apache License", "Version 2.0");
  }

  private static boolean hasText(String name, Path jar) throws IOException {
    try (var zip = new ZipFile(jar.toFile());
        Stream<Path> texts = Files.list(Path.of("deploy/licenses"))) {
      return zip.stream().anyMatch(entry -> TEXT.matcher(entry.getName()).find())
          || texts.anyMatch(
              text -> name.startsWith(text.getFileName().toString().replace(".txt", "-")));
    }
  }

  /** Returns the licenses that the POM beside a jar names, or the nearest of its parents'. */
  private static String licenses(Path jar) throws IOException {
    Path repository = jar.getParent();
    String pom = Files.readString(pomBeside(jar));
    while (true) {
      String licenses =
          LICENSE.matcher(pom).results().map(MatchResult::group).collect(Collectors.joining());
      var parent = PARENT.matcher(pom);
      if (!licenses.isEmpty() || !parent.find()) {
        return licenses;
      }
      String path = parent.group(1).strip().replace('.', '/') + '/' + parent.group(2).strip();
      String version = parent.group(3).strip();
      String name = parent.group(2).strip() + '-' + version + ".pom";
      while (!Files.exists(repository.resolve(path).resolve(version).resolve(name))) {
        repository = repository.getParent();
        assertThat(repository).as("a repository with %s", name).isNotNull();
      }
      pom = Files.readString(repository.resolve(path).resolve(version).resolve(name));
    }
  }

  private static Path pomBeside(Path jar) {
    return jar.resolveSibling(jar.getFileName().toString().replaceFirst("\\.jar$", ".pom"));
  }

  /** Names with versions, without natives: which of these there are is an option of the build. */
  static Map<String, Path> jars() throws IOException {
    String classpath = Files.readString(Path.of("target", "classpath.txt")).strip();
    return Arrays.stream(classpath.split(File.pathSeparator))
        .map(Path::of)
        .filter(jar -> !name(jar).matches("tensorflow-core-(native-.*-.*|platform-.*)"))
        .collect(Collectors.toMap(jar -> name(jar), jar -> jar, (a, b) -> a, TreeMap::new));
  }

  private static String name(Path jar) {
    return jar.getFileName().toString().replaceFirst("\\.jar$", "");
  }

  private static Map<String, String> list() throws IOException {
    return Files.readAllLines(Path.of("src/test/resources/dependencies.txt")).stream()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split(" +"))
        .collect(Collectors.toMap(words -> words[0], words -> words[1]));
  }
}
