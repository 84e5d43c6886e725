package io.github.tfestimator.summary;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several processes that write one history, and one that is killed while it writes. */
@Tag("medium")
class EvaluationProcessesTest {
  @TempDir private Path folder;

  @Test
  void processesLoseNoEvaluationOfEachOther() throws Exception {
    try (var first = EvaluatingProcess.start(folder, 0, 100);
        var second = EvaluatingProcess.start(folder, 1_000, 100)) {
      var history = EvaluationHistory.in(folder);
      while (first.isAlive() || second.isAlive()) {
        history.records(); // whole whenever it is read
        Thread.sleep(1);
      }
      assertThat(first.exitCode()).as("%s", first.lines()).isZero();
      assertThat(second.exitCode()).as("%s", second.lines()).isZero();
    }
    assertThat(EvaluationHistory.in(folder).records())
        .extracting(EvaluationRecord::globalStep)
        .containsExactlyElementsOf(
            LongStream.concat(LongStream.range(0, 100), LongStream.range(1_000, 1_100))
                .boxed()
                .toList());
  }

  @Test
  void aKilledProcessLeavesAWholeHistoryAndNoLock() throws Exception {
    long first = 0;
    for (int kill = 0; kill < 5; kill++) {
      long told;
      try (ChildProcess writer = EvaluatingProcess.start(folder, first, 100_000)) {
        writer.awaitLines(3 + 4 * kill, EvaluatingProcess.STEP);
        writer.kill();
        List<String> steps = writer.linesWith(EvaluatingProcess.STEP);
        told = Long.parseLong(steps.get(steps.size() - 1).replace(EvaluatingProcess.STEP, ""));
      }
      List<EvaluationRecord> records = EvaluationHistory.in(folder).records();
      assertThat(records.size() - 1L).as("the last, if not told").isBetween(told, told + 1);
      for (int step = 0; step < records.size(); step++) {
        assertThat(records.get(step)).isEqualTo(EvaluatingProcess.evaluation(step));
      }
      first = records.size();
    }
  }
}
