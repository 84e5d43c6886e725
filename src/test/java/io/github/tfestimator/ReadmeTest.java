package io.github.tfestimator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ReadmeTest {
  private static final Pattern JAVA = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void theReadmesJavaStandsInTheSources() throws IOException {
    List<String> shown =
        JAVA.matcher(Files.readString(Path.of("README.md")))
            .results()
            .map((MatchResult match) -> match.group(1))
            .toList();
    String sources =
        Files.readString(Path.of("src/test/java/io/github/tfestimator/ReadmeExample.java"))
            + Files.readString(Path.of("src/main/java/io/github/tfestimator/cnn/CnnModelFn.java"));
    assertThat(shown)
        .hasSize(4)
        .allSatisfy(code -> assertThat(plain(sources)).contains(plain(code)));
  }

  /** Without the indentation, which differs. */
  private static String plain(String code) {
    return code.lines()
        .map(String::strip)
        .filter(line -> !line.isEmpty())
        .reduce("", String::concat);
  }
}
