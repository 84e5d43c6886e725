package io.github.tfestimator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The inputs that fuzzing started from or found, parsed without the fuzzer. */
@Tag("medium")
class FuzzRegressionTest {
  private static final Path KEPT = Path.of("src/test/resources/fuzz");
  private static final Path ACCEPTED = KEPT.resolve("accepted.txt");
  private static final int MAX_BYTES = 40_000;

  @ParameterizedTest
  @EnumSource
  void keptInputsAreParsedAsDocumented(FuzzTarget target) throws Exception {
    var accepted = new TreeMap<String, Long>();
    for (Path input : inputs(target)) {
      long before = Bounded.accepted();
      try {
        target.parse(Files.readAllBytes(input));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("The input %s fails: %s".formatted(input, e.getMessage()), e);
      }
      accepted.put(input.getFileName().toString(), Bounded.accepted() - before);
    }
    assertThat(accepted)
        .as("how often an input of %s is read, not refused, by %s", target.folder(), ACCEPTED)
        .isEqualTo(accepted(target))
        .anySatisfy((name, times) -> assertThat(times).isPositive());
  }

  /** Without this list, a reader that refuses everything would have all properties. */
  private static Map<String, Long> accepted(FuzzTarget target) throws IOException {
    return Files.readAllLines(ACCEPTED).stream()
        .filter(line -> line.startsWith(target.folder() + "/"))
        .map(line -> line.split("[/ ]+"))
        .collect(Collectors.toMap(words -> words[1], words -> Long.valueOf(words[2])));
  }

  @ParameterizedTest
  @EnumSource
  void theScriptKnowsTheTarget(FuzzTarget target) throws IOException {
    String script = Files.readString(Path.of("scripts/fuzz"));

    assertThat(script)
        .contains("[%s]=%s".formatted(target.folder(), target.type().getName().substring(22)));
  }

  private static List<Path> inputs(FuzzTarget target) throws IOException {
    Path folder = KEPT.resolve(target.folder());
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(FuzzRegressionTest::isSmall).sorted().toList();
    }
  }

  private static boolean isSmall(Path file) {
    assertThat(file.toFile().length()).as("bytes of %s", file).isLessThan(MAX_BYTES);
    return true;
  }
}
