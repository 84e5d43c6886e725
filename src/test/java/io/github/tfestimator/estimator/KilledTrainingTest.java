package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** {@code kill -9} at any moment costs what wasn't saved, and nothing else. */
@Tag("slow")
class KilledTrainingTest {
  private static final int KILLS = 20;

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  @TempDir private Path otherDir;

  @Test
  void twentyKillsEndInTheUndisturbedBits() throws Exception {
    var random = new Random(7);
    long saved = -1;
    int killedInASave = 0;
    for (int kill = 0; kill < KILLS; kill++) {
      try (var child = TrainingProcess.start(modelDir)) {
        // The first two in the first save, when there is nothing to fall back on.
        if (kill >= 2) {
          child.awaitLines(2 + random.nextInt(4), TrainingProcess.STEP);
        }
        if (kill % 2 == 0) {
          awaitSave(child);
        } else {
          Thread.sleep(random.nextInt(60));
        }
        child.kill();
        killedInASave += isInASave() ? 1 : 0;
        long before = saved;
        saved = newestOfWholeOnes();
        assertThat(saved)
            .as("after kill %d: %s", kill, child.lines())
            .isGreaterThanOrEqualTo(before)
            .isGreaterThanOrEqualTo(TrainingProcess.lastStep(child));
      }
    }
    assertThat(killedInASave).isPositive();
    assertThat(saved).isGreaterThanOrEqualTo(KILLS - 2);

    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.upTo(saved + 3));
    TinyModel.in(otherDir).train(TinyModel.TRAIN, Steps.upTo(saved + 3));
    assertThat(TinyModel.in(modelDir).newestCheckpoint().variables())
        .isEqualTo(TinyModel.in(otherDir).newestCheckpoint().variables());
    assertThat(newestOfWholeOnes()).isEqualTo(saved + 3);
    assertNothingIsLeftOver();
  }

  /** Opens all checkpoints that the state names; returns the newest one's step, -1 without any. */
  private long newestOfWholeOnes() throws IOException {
    long newest = -1;
    for (long step : stepsInState()) {
      CheckpointReader reader = CheckpointReader.open(modelDir.resolve("model.ckpt-" + step));
      assertThat(reader.globalStep()).isEqualTo(step);
      newest = step;
    }
    return newest;
  }

  private List<Long> stepsInState() throws IOException {
    Path state = modelDir.resolve("checkpoint");
    String text = Files.exists(state) ? Files.readString(state) : "";
    return Pattern.compile("all_model_checkpoint_paths: \"model\\.ckpt-(\\d+)\"\n")
        .matcher(text)
        .results()
        .map((MatchResult match) -> Long.valueOf(match.group(1)))
        .toList();
  }

  private void assertNothingIsLeftOver() throws IOException {
    List<Long> steps = stepsInState();
    assertThat(steps).hasSize(5);
    Stream<String> checkpoints =
        steps.stream()
            .flatMap(
                step ->
                    Stream.of(".data-00000-of-00001", ".index", ".meta")
                        .map(suffix -> "model.ckpt-" + step + suffix));
    assertThat(names().stream().filter(name -> !name.startsWith("events.out.tfevents.")))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(Stream.of(".lock", "checkpoint", "graph.pbtxt"), checkpoints).toList());
  }

  private void awaitSave(ChildProcess child) throws IOException {
    while (!isInASave()) {
      assertThat(child.isAlive()).as("%s", child.lines()).isTrue();
    }
  }

  private boolean isInASave() throws IOException {
    return names().stream().anyMatch(name -> name.startsWith(".model.ckpt-"));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(modelDir)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
