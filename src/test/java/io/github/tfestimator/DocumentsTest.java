package io.github.tfestimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The README and the documents in docs, held against the sources. */
class DocumentsTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  /** A link to a file, without the place in it. */
  private static final Pattern LINK = Pattern.compile("]\\(([^)#:]+)(#[^)]*)?\\)");

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
        assertThat(all).as(document.toString()).contains(plain(code));
        count++;
      }
    }
    assertThat(count).isGreaterThanOrEqualTo(9);
  }

  @Test
  void allLinksToFilesLeadSomewhere() throws IOException {
    for (Path document : documents()) {
      for (String link : matches(LINK, document)) {
        assertThat(document.resolveSibling(link)).as("%s in %s", link, document).exists();
      }
    }
  }

  private static List<String> matches(Pattern pattern, Path document) throws IOException {
    return pattern
        .matcher(Files.readString(document))
        .results()
        .map((MatchResult match) -> match.group(1))
        .toList();
  }

  /** Without the indentation, which differs. */
  private static String plain(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce("", String::concat);
  }
}
