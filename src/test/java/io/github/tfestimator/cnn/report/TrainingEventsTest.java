package io.github.tfestimator.cnn.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.summary.EvaluationHistory;
import io.github.tfestimator.summary.EvaluationRecord;
import io.github.tfestimator.summary.EventFile;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrainingEventsTest {
  @TempDir Path folder;

  @Test
  void metricsBeyondOneHaveAChartOfTheirOwn() {
    EvaluationHistory.in(folder.resolve("eval"))
        .put(new EvaluationRecord(3, 0.5, 0.5, 9, Map.of("rmse", 7.0, "auc", 0.9), Map.of()));
    RunHistory history = RunHistory.read(folder);
    assertThat(history.shares().series()).containsOnlyKeys("auc");
    assertThat(history.others().series()).containsOnlyKeys("rmse");
    assertThat(history.best().orElseThrow().globalStep()).isEqualTo(3);
  }

  @Test
  void ofVeryManyEvaluationsSomeAreListed() {
    List<EvaluationRecord> many =
        LongStream.rangeClosed(1, 2500)
            .mapToObj(step -> new EvaluationRecord(step, 0.5, 0.5, 9, Map.of(), Map.of()))
            .toList();
    assertThat(HistoryJson.of(many)).hasSize(834);
    assertThat(HistoryJson.of(many).get(833)).containsEntry("global_step", 2500L);
    assertThat(HistoryJson.of(many.subList(0, 1000))).hasSize(1000);
    assertThat(HistoryJson.of(List.of())).isEmpty();
  }

  @Test
  void aStepOfSeveralResumesIsMarkedOnce() {
    for (int session = 0; session < 4; session++) {
      EventFile events = EventFile.in(folder);
      events.sessionStart(session == 0 ? 1 : 6);
      events.scalar("loss", 1, session == 2 ? 9 : 5);
    }
    EvaluationHistory.in(folder.resolve("eval"))
        .put(new EvaluationRecord(5, 0.5, 0.5, 9, Map.of("accuracy", 0.9), Map.of()));
    assertThat(RunHistory.read(folder).losses().marks())
        .isEqualTo(Map.of(5L, "best, resumed, after a stop at 9 or later"));
  }

  @Test
  void aResumedSessionTakesThePlaceOfWhatAKilledOneWrote() {
    EventFile killed = EventFile.in(folder);
    killed.sessionStart(1);
    for (long step = 1; step <= 9; step += 2) {
      killed.scalar("loss", 1, step);
    }
    EventFile resumed = EventFile.in(folder);
    resumed.sessionStart(6);
    resumed.scalar("loss", 2, 6);
    resumed.scalar("global_step/sec", 10, 8);
    TrainingEvents events = TrainingEvents.read(folder);
    assertThat(events.curve(TrainingEvents.LOSS))
        .isEqualTo(new TreeMap<>(Map.of(1L, 1.0, 3L, 1.0, 5L, 1.0, 6L, 2.0)));
    assertThat(events.curve(TrainingEvents.SPEED)).isEqualTo(new TreeMap<>(Map.of(8L, 10.0)));
    assertThat(events.sessions()).extracting("resumedAt").containsExactly(0L, 5L);
    assertThat(events.sessions()).extracting("lastStep").containsExactly(9L, 8L);
    assertThat(events.warnings()).isEmpty();
    assertThat(RunHistory.read(folder).losses().marks())
        .isEqualTo(Map.of(5L, "resumed, after a stop at 9 or later"));
  }
}
