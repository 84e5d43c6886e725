package io.github.tfestimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README and the documents in docs, held against the sources. */
class DocumentsTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** A link within the repository: the file, unless it is the document itself, and the heading. */
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]*)(?:#([^)]*))?\\)");

  private static final Pattern HEADING = Pattern.compile("^#+ (.*)$", Pattern.MULTILINE);

  private static final Path TESTS = Path.of("src/test/java/io/github/tfestimator");

  private static List<Path> documents() throws IOException {
    List<Path> documents = new ArrayList<>(List.of(Path.of("README.md"), Path.of("CHANGELOG.md")));
    try (Stream<Path> docs = Files.list(Path.of("docs"))) {
      docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(documents::add);
    }
    return documents;
  }

  @Test
  void allJavaStandsInTheSources() throws IOException {
    var sources =
        new StringBuilder(Files.readString(TESTS.resolve("ReadmeExample.java")))
            .append(
                Files.readString(
                    Path.of("src/main/java/io/github/tfestimator/cnn/CnnModelFn.java")));
    try (Stream<Path> examples = Files.list(TESTS.resolve("examples"))) {
      for (Path example : examples.toList()) {
        sources.append(Files.readString(example));
      }
    }
    String all = plain(sources.toString());
    int count = 0;
    for (Path document : documents()) {
      for (String code : matches(JAVA, document)) {
        assertThat(all.contains(plain(code))).as("%s: %s", document, code).isTrue();
        count++;
      }
    }
    assertThat(count).isGreaterThanOrEqualTo(9);
  }

  @Test
  void allLinksLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      for (MatchResult link : results(LINK, document)) {
        Path file = link.group(1).isEmpty() ? document : document.resolveSibling(link.group(1));
        assertThat(file).as("%s in %s", link.group(), document).exists();
        if (link.group(2) != null) {
          assertThat(anchors(file)).as("%s in %s", link.group(), document).contains(link.group(2));
        }
      }
    }
  }

  @Test
  void allPagesOfTheDocumentsAreLinked() throws IOException {
    var linked = new HashSet<Path>();
    for (Path document : documents()) {
      for (MatchResult link : results(LINK, document)) {
        linked.add(document.resolveSibling(link.group(1)).normalize());
      }
    }
    assertThat(linked).containsAll(documents().subList(2, documents().size()));
  }

  @Test
  void allAreShort() throws IOException {
    for (Path document : documents()) {
      // A table of measurements, and what only grows.
      if (!document.endsWith("kinds.md") && !document.endsWith("CHANGELOG.md")) {
        assertThat(Files.readAllLines(document))
            .as(document.toString())
            .hasSizeLessThanOrEqualTo(150);
      }
    }
  }

  @Test
  void theReadmesLinesAreShort() throws IOException {
    List<String> lines = Files.readAllLines(Path.of("README.md"));
    assertThat(lines).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
  }

  /** The anchors that GitHub makes of headings. */
  private static List<String> anchors(Path document) throws IOException {
    return matches(HEADING, document).stream()
        .map(
            heading ->
                heading
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .toList();
  }

  private static List<String> matches(Pattern pattern, Path document) throws IOException {
    return results(pattern, document).stream().map(match -> match.group(1)).toList();
  }

  private static List<MatchResult> results(Pattern pattern, Path document) throws IOException {
    return pattern.matcher(Files.readString(document)).results().toList();
  }

  /** Without the indentation, which differs. */
  private static String plain(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce("", String::concat);
  }
}
