package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.QuietLog;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.ProfilerHook;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.NodeExecStats;
import org.tensorflow.proto.RunMetadata;

/** Steps that are traced, and the files that tell of them. */
@Tag("medium")
class ProfilerHookTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  @TempDir private Path other;
  private Path folder;

  @BeforeEach
  void nameFolder() {
    folder = other.resolve("profile");
  }

  @Test
  void chosenStepsAreTracedAndNoOthers() {
    var seen = new Traces();
    TinyModel.in(modelDir)
        .train(TinyModel.TRAIN, Steps.more(6), ProfilerHook.at(folder, 5, 3, 3), seen);
    assertThat(seen.steps).containsOnlyKeys(3L, 5L);
    assertThat(TinyModel.contents(folder)).containsOnlyKeys("timeline-3.json", "timeline-5.json");
  }

  @Test
  void whatAnotherHookTracesIsNotWritten() {
    var one = ProfilerHook.at(folder, 2);
    var another = ProfilerHook.at(other.resolve("another"), 3);
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3), one, another);
    assertThat(TinyModel.contents(folder)).containsOnlyKeys("timeline-2.json");
    assertThat(TinyModel.contents(other.resolve("another"))).containsOnlyKeys("timeline-3.json");
  }

  /** As Python 2.15's, which was run to see. */
  @Test
  void stepsAreCountedFromWhereTheTrainingBegan() {
    Estimator estimator = TinyModel.in(modelDir);
    var profiler = ProfilerHook.every(Every.steps(3), folder);
    estimator.train(TinyModel.TRAIN, Steps.more(7), profiler);
    assertThat(TinyModel.contents(folder)).containsOnlyKeys("timeline-3.json", "timeline-6.json");
    estimator.train(TinyModel.TRAIN, Steps.more(4), profiler);
    assertThat(TinyModel.contents(folder))
        .containsOnlyKeys("timeline-3.json", "timeline-6.json", "timeline-10.json");
  }

  @Test
  void theFirstStepOfATrainingIsTracedOnlyIfChosen() {
    Estimator estimator = TinyModel.in(modelDir);
    for (Every every : List.of(Every.steps(1), Every.time(Duration.ofNanos(1)))) {
      estimator.train(TinyModel.TRAIN, Steps.more(2), ProfilerHook.every(every, folder));
    }
    assertThat(TinyModel.contents(folder)).containsOnlyKeys("timeline-2.json", "timeline-4.json");
    estimator.train(TinyModel.TRAIN, Steps.more(2), ProfilerHook.at(folder, 5));
    assertThat(folder.resolve("timeline-5.json")).exists();
  }

  @Test
  void theFileSaysWhatTensorFlowMeasured() throws IOException {
    var seen = new Traces();
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(2), ProfilerHook.at(folder, 2), seen);
    List<JsonObject> events = events(folder.resolve("timeline-2.json"));
    List<NodeExecStats> nodes =
        seen.steps.get(2L).getStepStats().getDevStatsList().stream()
            .flatMap(device -> device.getNodeStatsList().stream())
            .toList();
    assertThat(events).hasSameSizeAs(nodes).hasSizeGreaterThan(20);
    long began = nodes.stream().mapToLong(NodeExecStats::getAllStartMicros).min().orElseThrow();
    for (NodeExecStats node : nodes) {
      JsonObject event =
          events.stream().filter(e -> nodeOf(e).equals(node.getNodeName())).findFirst().get();
      assertThat(node.getTimelineLabel()).contains(" = " + event.get("name").getAsString() + "(");
      // The file has it by nanoseconds, and here are whole microseconds, cut.
      assertThat(number(event, "dur")).isCloseTo(node.getAllEndRelMicros(), within(1.0));
      assertThat(number(event, "ts")).isCloseTo(node.getAllStartMicros() - began, within(1.0));
    }
  }

  @Test
  void kernelsAreNamedAsTheyRanAndDoNotOverlapInALane() throws IOException {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(2), ProfilerHook.at(folder, 2));
    List<JsonObject> events = events(folder.resolve("timeline-2.json"));
    // MatMul, or what oneDNN puts in its place: _MklMatMul, _MklNativeFusedMatMul.
    assertThat(events)
        .anySatisfy(event -> assertThat(event.get("name").getAsString()).endsWith("MatMul"))
        .anySatisfy(event -> assertThat(nodeOf(event)).isEqualTo("dense/BiasAdd"));
    Map<Long, Double> free = new HashMap<>();
    events.sort(Comparator.comparingDouble(event -> number(event, "ts")));
    for (JsonObject event : events) {
      assertThat(event.get("ph").getAsString()).isEqualTo("X");
      assertThat(number(event, "dur")).isNotNegative();
      double start = number(event, "ts");
      long lane = event.get("tid").getAsLong();
      assertThat(start).isGreaterThanOrEqualTo(free.getOrDefault(lane, 0.0) - 1e-6);
      free.merge(lane, start + number(event, "dur"), Math::max);
    }
  }

  @Test
  void tracingChangesNoBit() {
    Path plain = other.resolve("plain");
    TinyModel.in(plain).train(TinyModel.TRAIN, Steps.more(8));
    var profiler = ProfilerHook.every(Every.steps(2), folder);
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(8), profiler);
    assertThat(TinyModel.contents(folder)).hasSize(4);
    assertThat(TinyModel.in(modelDir).newestCheckpoint().variables())
        .isEqualTo(TinyModel.in(plain).newestCheckpoint().variables());
  }

  @Test
  void theFirstLineSaysHowToOpenTheFile() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3), ProfilerHook.at(folder, 2, 3));
    assertThat(log.lines().startingWith("Saving timeline"))
        .containsExactly(
            "Saving timeline for 2 into '%s'. Open it in chrome://tracing or https://ui.perfetto.dev."
                .formatted(folder.resolve("timeline-2.json")),
            "Saving timeline for 3 into '%s'.".formatted(folder.resolve("timeline-3.json")));
  }

  @Test
  void chosenStepsThatAreNotTakenAreNamed() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(2));
    estimator.train(TinyModel.TRAIN, Steps.more(2), ProfilerHook.at(folder, 2, 3, 4, 5));
    assertThat(log.lines().startingWith("No timeline"))
        .containsExactly(
            "No timeline for 2: this training went from global step 2 to 4.",
            "No timeline for 5: this training went from global step 2 to 4.");
  }

  @Test
  void aFileThatCannotBeWrittenEndsNoTraining() throws IOException {
    Files.writeString(folder, "no folder");
    Estimator estimator = TinyModel.in(modelDir);
    assertThat(estimator.train(TinyModel.TRAIN, Steps.more(3), ProfilerHook.at(folder, 2)))
        .isEqualTo(3);
    assertThat(log.lines().startingWith("Can't write"))
        .containsExactly(
            "Can't write %s: a file is in the way. The training goes on without."
                .formatted(folder.resolve("timeline-2.json")));
    assertThat(log.lines().startingWith("Saving timeline")).isEmpty();
  }

  @Test
  void stepsThatAreNoneAreRefused() {
    assertThatThrownBy(() -> ProfilerHook.at(folder, 3, 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("globalSteps (0) must be 1 or more");
    assertThatThrownBy(() -> ProfilerHook.at(folder))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("globalSteps () must be one step or more");
  }

  private static List<JsonObject> events(Path file) throws IOException {
    JsonObject trace = JsonParser.parseString(Files.readString(file)).getAsJsonObject();
    return StreamSupport.stream(trace.getAsJsonArray("traceEvents").spliterator(), false)
        .map(JsonElement::getAsJsonObject)
        .filter(event -> !event.get("ph").getAsString().equals("M"))
        .collect(Collectors.toList());
  }

  private static String nodeOf(JsonObject event) {
    return event.getAsJsonObject("args").get("name").getAsString();
  }

  private static double number(JsonObject event, String name) {
    return event.get(name).getAsDouble();
  }

  /** The measurements of TensorFlow, by the global step after the step. */
  private static final class Traces implements SessionRunHook {
    private final Map<Long, RunMetadata> steps = new TreeMap<>();

    @Override
    public void afterRun(RunContext context, RunValues values) {
      values.trace().ifPresent(trace -> steps.put(context.globalStep() + 1, trace));
    }
  }
}
