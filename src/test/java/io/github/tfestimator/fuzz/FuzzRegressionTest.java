package io.github.tfestimator.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The inputs that fuzzing started from or found, parsed without the fuzzer. */
@Tag("medium")
class FuzzRegressionTest {
  private static final Path KEPT = Path.of("src/test/resources/fuzz");
  private static final int MAX_BYTES = 40_000;

  @ParameterizedTest
  @EnumSource
  void keptInputsAreParsedAsDocumented(FuzzTarget target) throws Exception {
    List<Path> inputs = inputs(target);
    assertThat(inputs).as("inputs of %s", target.folder()).isNotEmpty();
    for (Path input : inputs) {
      try {
        target.parse(Files.readAllBytes(input));
      } catch (Exception | AssertionError e) {
        throw new AssertionError("The input %s fails: %s".formatted(input, e.getMessage()), e);
      }
    }
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
