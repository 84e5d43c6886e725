package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.hooks.Every;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings after damage to the newest checkpoint: the same bits at the end, or an error. */
@Tag("medium")
class SkippedCheckpointTest {
  private static final String DATA = ".data-00000-of-00001";

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  @TempDir private Path otherDir;
  @TempDir private Path copies;

  /** Of a training that nothing happened to, at step 25. */
  private List<VariableInfo> expected;

  @BeforeEach
  void train() {
    TinyModel.in(otherDir).train(TinyModel.TRAIN, Steps.upTo(25));
    expected = variables(otherDir);
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.upTo(10));
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.upTo(20));
  }

  @ParameterizedTest
  @ValueSource(strings = {DATA, ".index"})
  void aCutFileCostsTheStepsSinceTheCheckpointBefore(String ending) throws IOException {
    byte[] whole = Files.readAllBytes(modelDir.resolve("model.ckpt-20" + ending));
    for (int length : new int[] {0, 1, whole.length / 2, whole.length - 1}) {
      Path copy = copyWith("model.ckpt-20" + ending, Arrays.copyOf(whole, length));
      assertGoesOnFromTen(copy, ending, "cut to " + length);
    }
  }

  @Test
  void aFlippedBitCostsTheStepsSinceTheLastCheckpoint() throws IOException {
    byte[] whole = Files.readAllBytes(modelDir.resolve("model.ckpt-20" + DATA));
    for (int at = 0; at < whole.length; at += 29) {
      assertGoesOnFromTen(
          copyWith("model.ckpt-20" + DATA, flipped(whole, at)), DATA, "bit of byte " + at);
    }
  }

  @Test
  void aFlippedBitOfTheIndexCostsNoMore() throws IOException {
    byte[] whole = Files.readAllBytes(modelDir.resolve("model.ckpt-20.index"));
    int skipped = 0;
    for (int at = 0; at < whole.length; at += 17) {
      Path copy = copyWith("model.ckpt-20.index", flipped(whole, at));
      log.lines().forget();
      TinyModel.in(copy).train(TinyModel.TRAIN, Steps.upTo(25));
      assertThat(variables(copy)).as("bit of byte %d", at).isEqualTo(expected);
      skipped += warnings().size();
    }
    assertThat(skipped).isGreaterThan(whole.length / 17 / 2);
  }

  @Test
  void aFlippedBitOfTheStateEndsInTheRightBitsOrInAnError() throws IOException {
    byte[] whole = Files.readAllBytes(modelDir.resolve("checkpoint"));
    int refused = 0;
    for (int at = 0; at < whole.length; at += 5) {
      Path copy = copyWith("checkpoint", flipped(whole, at));
      try {
        TinyModel.in(copy).train(TinyModel.TRAIN, Steps.upTo(25));
        assertThat(variables(copy)).as("bit of byte %d", at).isEqualTo(expected);
      } catch (CheckpointException e) {
        assertThat(e).as("bit of byte %d", at).hasMessageContaining(copy.toString());
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void aStateThatIsCutIsNamedOrNamesAWholeCheckpoint() throws IOException {
    byte[] whole = Files.readAllBytes(modelDir.resolve("checkpoint"));
    int refused = 0;
    for (int length = 0; length < whole.length; length += 7) {
      Path copy = copyWith("checkpoint", Arrays.copyOf(whole, length));
      try {
        TinyModel.in(copy).train(TinyModel.TRAIN, Steps.upTo(25));
        assertThat(variables(copy)).as("cut to %d", length).isEqualTo(expected);
      } catch (CheckpointException e) {
        assertThat(e)
            .hasMessageContaining(copy.resolve("checkpoint") + " names no checkpoint")
            .hasMessageContaining("model_checkpoint_path: \"model.ckpt-20\"");
        refused++;
      }
    }
    assertThat(refused).isPositive();
  }

  @Test
  void withoutAWholeOneItEndsInAnErrorThatNamesTheNewest() throws IOException {
    for (int step : new int[] {0, 10, 20}) {
      Files.write(modelDir.resolve("model.ckpt-" + step + DATA), new byte[3]);
    }
    var before = TinyModel.contents(modelDir);
    assertThatThrownBy(() -> TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.upTo(25)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(modelDir.resolve("model.ckpt-20" + DATA).toString())
        .hasMessageContaining("None of the 2 checkpoints before it is intact either");
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
  }

  @Test
  void skippedCheckpointsAreNotNamedAndNotCounted() throws IOException {
    Files.write(modelDir.resolve("model.ckpt-20.index"), new byte[3]);
    RunConfig config = RunConfig.in(modelDir).withKeepCheckpointMax(3);
    TinyModel.with(config.withSaveCheckpoints(Every.steps(9)))
        .train(TinyModel.TRAIN, Steps.upTo(25));
    assertThat(modelDir.resolve("checkpoint"))
        .hasContent(
            """
            model_checkpoint_path: "model.ckpt-25"
            all_model_checkpoint_paths: "model.ckpt-10"
            all_model_checkpoint_paths: "model.ckpt-18"
            all_model_checkpoint_paths: "model.ckpt-25"
            """);
    assertThat(modelDir.resolve("model.ckpt-20.index")).as("left to be looked at").hasSize(3);
    assertThat(modelDir.resolve("model.ckpt-0.index")).doesNotExist();
  }

  @Test
  void whatWasSkippedIsReplacedWhenItsStepComesAgain() throws IOException {
    Files.write(modelDir.resolve("model.ckpt-20" + DATA), new byte[3]);
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.upTo(20));
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isEqualTo(20);
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.upTo(25));
    assertThat(variables(modelDir)).isEqualTo(expected);
    assertThat(warnings()).hasSize(1);
  }

  private void assertGoesOnFromTen(Path copy, String ending, String what) {
    log.lines().forget();
    TinyModel.in(copy).train(TinyModel.TRAIN, Steps.upTo(25));
    assertThat(variables(copy)).as(what).isEqualTo(expected);
    assertThat(warnings()).as(what).hasSize(1);
    assertThat(warnings().get(0))
        .startsWith("The checkpoint file " + copy.resolve("model.ckpt-20" + ending))
        .endsWith("Taking " + copy.resolve("model.ckpt-10") + " instead: 10 steps are lost.");
  }

  private List<String> warnings() {
    return log.lines().all().stream().filter(line -> line.contains(" instead: ")).toList();
  }

  private Path copyWith(String name, byte[] content) throws IOException {
    Path copy = Files.createTempDirectory(copies, "model");
    try (Stream<Path> files = Files.list(modelDir)) {
      for (Path file : files.toList()) {
        Files.copy(file, copy.resolve(file.getFileName()));
      }
    }
    Files.write(copy.resolve(name), content);
    return copy;
  }

  /** Another bit for each byte. */
  private static byte[] flipped(byte[] whole, int at) {
    byte[] flipped = whole.clone();
    flipped[at] ^= (byte) (1 << at % 8);
    return flipped;
  }

  private static List<VariableInfo> variables(Path modelDir) {
    return TinyModel.in(modelDir).newestCheckpoint().variables();
  }
}
