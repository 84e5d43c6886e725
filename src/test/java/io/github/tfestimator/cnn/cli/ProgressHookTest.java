package io.github.tfestimator.cnn.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The progress of trainings in clusters. */
class ProgressHookTest {
  @TempDir Path folder;

  /** Each of several workers sees some numbers alone, and the last step may be behind the end. */
  @Test
  void stepsOfOtherWorkersAreCountedButNotBeyondTheEnd() {
    String text = shown(100, 0, 7, 14, 19, 38, 39, 55, 98, 101);
    assertThat(text.lines().map(line -> line.replaceFirst(", .* steps/s, ", ": ")))
        .satisfiesExactly(
            line -> assertThat(line).startsWith("Step 15 of 100: "),
            line -> assertThat(line).startsWith("Step 20 of 100: "),
            line -> assertThat(line).startsWith("Step 39 of 100: "),
            line -> assertThat(line).startsWith("Step 40 of 100: "),
            line -> assertThat(line).startsWith("Step 56 of 100: "),
            line -> assertThat(line).startsWith("Step 99 of 100: "),
            line -> assertThat(line).isEqualTo("Step 100 of 100: 0 s left"));
  }

  private String shown(long end, long... stepsBefore) {
    var screen = new ByteArrayOutputStream();
    var stream = new PrintStream(screen, true, StandardCharsets.UTF_8);
    var console = new Console(stream, stream, false);
    try (var hook = new ProgressHook(console, Steps.upTo(end), 10, folder)) {
      hook.afterCreateSession(context(stepsBefore[0]));
      for (long before : stepsBefore) {
        hook.afterRun(context(before), values());
      }
    }
    return screen.toString(StandardCharsets.UTF_8);
  }

  private static RunContext context(long globalStep) {
    return stub(RunContext.class, globalStep);
  }

  private static RunValues values() {
    return stub(RunValues.class, 0.5f);
  }

  /** Returns an object all of whose methods return one value. */
  private static <T> T stub(Class<T> type, Object value) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(), new Class<?>[] {type}, (proxy, method, args) -> value));
  }

  @ParameterizedTest
  @CsvSource({"'', 300", "', \"ps\": [\"d:1\"]', 100"})
  void workersInStepTakeABatchEach(String servers, int images) {
    String json =
        "{\"cluster\": {\"chief\": [\"a:1\"], \"worker\": %s%s}, \"task\": {\"type\": \"chief\"}}"
            .formatted(List.of("\"b:1\"", "\"c:1\""), servers);
    assertThat(ProgressHook.imagesInStep(100, Cluster.parse(json))).isEqualTo(images);
    assertThat(ProgressHook.imagesInStep(100, Optional.empty())).isEqualTo(100);
  }
}
