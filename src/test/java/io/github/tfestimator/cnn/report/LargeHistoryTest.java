package io.github.tfestimator.cnn.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.Gson;
import io.github.tfestimator.io.TfRecords;
import io.github.tfestimator.summary.EvaluationRecord;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.SessionLog;
import org.tensorflow.proto.SessionLog.SessionStatus;
import org.tensorflow.proto.Summary;

/** Long trainings, with many metrics or many starts, and what a report shows of them. */
@Tag("medium")
class LargeHistoryTest {
  private static final int MEGABYTE = 1_000_000;

  @TempDir Path folder;

  /** The time was the product of tags and starts. */
  @Test
  @Timeout(value = 20, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void manyTagsAndStartsAreReadInLinearTime() throws IOException {
    List<Event> events = new ArrayList<>();
    for (int i = 0; i < 40_000; i++) {
      events.add(scalar("tag" + i, 1, i));
    }
    events.add(scalar("loss", 7, 0.5f));
    for (int i = 0; i < 40_000; i++) {
      events.add(start(5));
    }
    TrainingEvents read = read(events);
    assertThat(read.curve("tag39999")).isEqualTo(Map.of(1L, 39999.0));
    assertThat(read.curve("loss")).isEmpty();
    assertThat(read.sessions()).hasSize(40_000);
  }

  @Test
  void aValueStaysThatWasWrittenAfterTheStartThatRepeatedIt() throws IOException {
    List<Event> events =
        List.of(
            scalar("loss", 2, 1),
            start(1),
            scalar("loss", 1, 2),
            scalar("loss", 5, 3),
            scalar("loss", 9, 4),
            start(6),
            scalar("loss", 9, 5),
            start(8),
            scalar("loss", 7, 6),
            start(Long.MAX_VALUE),
            scalar("loss", Long.MAX_VALUE, 7));
    assertThat(read(events).curve("loss"))
        .isEqualTo(Map.of(1L, 2.0, 5L, 3.0, 7L, 6.0, Long.MAX_VALUE, 7.0));
  }

  @Test
  void someOfManyResumesAreMarked() throws IOException {
    var history = new RunHistory(read(starts(20_000)), List.of(evaluation(55, 1)));
    SortedMap<Long, String> marks = history.losses().marks();
    assertThat(marks).hasSizeBetween(100, 201).containsKeys(10L, 199_990L);
    assertThat(marks.get(55L)).isEqualTo("best");
    assertThat(new Gson().toJson(history.losses().json())).hasSizeLessThan(100_000);
  }

  @Test
  void evaluationsOfManyMetricsAreThinnedOut() {
    List<EvaluationRecord> evaluations =
        LongStream.rangeClosed(1, 1000).mapToObj(step -> evaluation(step, 31)).toList();
    List<Map<String, Object>> listed = HistoryJson.of(evaluations);
    assertThat(listed.size() * 35).isBetween(6_000, 12_000);
    assertThat(listed.get(listed.size() - 1)).containsEntry("global_step", 1000L);
    assertThat(HistoryJson.of(List.of(evaluation(1, 50_000)))).hasSize(1);
  }

  @Test
  void curvesOfManyMetricsAreThinnedOut() throws IOException {
    List<EvaluationRecord> evaluations =
        LongStream.rangeClosed(1, 1000).mapToObj(step -> evaluation(step, 31)).toList();
    Chart chart = new RunHistory(read(List.of()), evaluations).shares();
    assertThat(chart.series()).hasSize(31);
    for (SortedMap<Long, Double> curve : chart.series().values()) {
      assertThat(curve).hasSizeBetween(200, 260).containsKeys(1L, 1000L);
    }
    assertThat(new Gson().toJson(chart.json())).hasSizeLessThan(MEGABYTE / 4);
  }

  @Test
  void ofVeryManyCurvesTheFirstOnesAreDrawn() {
    Chart chart = chart(200, 1000, step -> step);
    assertThat(chart.series()).hasSize(80).containsKeys("curve 0", "curve 79");
    assertThat(chart.series().get("curve 79")).hasSize(100);
  }

  /** Each has null at the steps of all others. */
  @Test
  void curvesWithoutACommonStepAreThinnedOut() {
    Chart chart = chart(60, 500, step -> step * 60);
    assertThat(chart.series()).hasSize(60);
    assertThat(new Gson().toJson(chart.json())).hasSizeLessThan(MEGABYTE / 2);
  }

  /** A comparison takes the curves of two charts, and must not halve them. */
  @Test
  void whatIsThinnedOutOnceStays() {
    Chart chart = chart(1, 12_345, step -> step);
    assertThat(chart.series().get("curve 0")).hasSize(1000).containsKeys(1L, 12_345L);
    assertThat(new Chart(chart.series(), chart.marks()).series()).isEqualTo(chart.series());
  }

  private static Chart chart(int curves, int points, LongUnaryOperator steps) {
    Map<String, SortedMap<Long, Double>> series = new LinkedHashMap<>();
    for (int i = 0; i < curves; i++) {
      SortedMap<Long, Double> curve = new TreeMap<>();
      boolean isShared = steps.applyAsLong(1) == 1;
      for (int k = 1; k <= points; k++) {
        curve.put(steps.applyAsLong(k) + (isShared ? 0 : i), k / 7.0);
      }
      series.put("curve " + i, curve);
    }
    return new Chart(series, new TreeMap<>());
  }

  private static EvaluationRecord evaluation(long step, int metrics) {
    Map<String, Double> values =
        IntStream.range(0, metrics)
            .boxed()
            .collect(Collectors.toMap(i -> "metric_" + i, i -> 1 / (1.0 + i + step)));
    return new EvaluationRecord(step, 0.5, 0.5, 9, values, Map.of());
  }

  private static List<Event> starts(int sessions) {
    List<Event> events = new ArrayList<>();
    for (long i = 0; i < sessions; i++) {
      events.add(start(i * 10 + 1));
      events.add(scalar("loss", i * 10 + 9, 0.5f));
    }
    return events;
  }

  private static Event start(long step) {
    var log = SessionLog.newBuilder().setStatus(SessionStatus.START);
    return Event.newBuilder().setStep(step).setSessionLog(log).build();
  }

  private static Event scalar(String tag, long step, float value) {
    var scalar = Summary.Value.newBuilder().setTag(tag).setSimpleValue(value);
    return Event.newBuilder()
        .setStep(step)
        .setSummary(Summary.newBuilder().addValue(scalar))
        .build();
  }

  private TrainingEvents read(List<Event> events) throws IOException {
    byte[] records = TfRecords.of(events.stream().map(Event::toByteArray).toList());
    Files.write(folder.resolve("events.out.tfevents.1.host"), records);
    return TrainingEvents.read(folder);
  }
}
