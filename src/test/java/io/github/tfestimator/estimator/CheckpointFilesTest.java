package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.Tensors;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.MetaGraphDef;

/** The files that a training leaves in the model directory. */
@Tag("medium")
class CheckpointFilesTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  @TempDir private Path otherDir;

  @Test
  void filesAreNamedAsPythonsAndNothingElseIsLeft() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    assertThat(TinyModel.contents(modelDir)).containsOnlyKeys(files(0, 3));
    assertThat(modelDir).isDirectoryNotContaining(Files::isDirectory);
  }

  @Test
  void stateNamesTheNewestAndAllByRelativePaths() throws IOException {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    assertThat(Files.readString(modelDir.resolve("checkpoint")))
        .isEqualTo(
            """
            model_checkpoint_path: "model.ckpt-3"
            all_model_checkpoint_paths: "model.ckpt-0"
            all_model_checkpoint_paths: "model.ckpt-3"
            """);
  }

  @Test
  void ofSevenCheckpointsTheNewestFiveAreKept() throws IOException {
    TinyModel.with(RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(1)))
        .train(TinyModel.TRAIN, Steps.more(6));
    assertThat(log.lines().startingWith("Saving checkpoints")).hasSize(7);
    assertThat(TinyModel.contents(modelDir)).containsOnlyKeys(files(2, 3, 4, 5, 6));
    assertThat(Files.readString(modelDir.resolve("checkpoint")))
        .isEqualTo(
            """
            model_checkpoint_path: "model.ckpt-6"
            all_model_checkpoint_paths: "model.ckpt-2"
            all_model_checkpoint_paths: "model.ckpt-3"
            all_model_checkpoint_paths: "model.ckpt-4"
            all_model_checkpoint_paths: "model.ckpt-5"
            all_model_checkpoint_paths: "model.ckpt-6"
            """);
  }

  @Test
  void savesWhenTheTimeIsUp() {
    TinyModel.with(RunConfig.in(modelDir).withSaveCheckpoints(Every.time(Duration.ofNanos(1))))
        .train(TinyModel.TRAIN, Steps.more(4));
    assertThat(TinyModel.contents(modelDir)).containsOnlyKeys(files(0, 1, 2, 3, 4));
  }

  @Test
  void savesAtMultiplesWhereverItWasTakenUp() {
    Estimator estimator =
        TinyModel.with(RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(4)));
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    estimator.train(TinyModel.TRAIN, Steps.more(7));
    assertThat(TinyModel.contents(modelDir)).containsOnlyKeys(files(0, 3, 4, 8, 10));
  }

  @Test
  void keepsAsManyAsConfiguredOverSeveralTrainings() {
    Estimator estimator = TinyModel.with(RunConfig.in(modelDir).withKeepCheckpointMax(2));
    for (int i = 0; i < 3; i++) {
      estimator.train(TinyModel.TRAIN, Steps.more(2));
    }
    assertThat(TinyModel.contents(modelDir)).containsOnlyKeys(files(4, 6));
  }

  @Test
  void aResumedTrainingSavesOnlyItsEnd() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(2));
    var before = TinyModel.contents(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(2));
    assertThat(log.lines().startingWith("Saving checkpoints"))
        .extracting(line -> line.split(" ")[3])
        .containsExactly("0", "2", "4");
    before.remove("checkpoint");
    assertThat(TinyModel.contents(modelDir)).containsAllEntriesOf(before);
  }

  @Test
  void whatACrashLeftIsClearedAway() throws IOException {
    Path left = Files.createDirectories(modelDir.resolve(".model.ckpt-7.tmp/deeper"));
    Files.writeString(left.resolve("half"), "a chec");
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1));
    assertThat(TinyModel.contents(modelDir)).containsOnlyKeys(files(0, 1));
  }

  @Test
  void metaHasTheTrainingGraph() throws IOException {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1));
    byte[] meta = Files.readAllBytes(modelDir.resolve("model.ckpt-1.meta"));
    assertThat(MetaGraphDef.parseFrom(meta).getGraphDef().getNodeList())
        .extracting(node -> node.getName())
        .contains(
            "input_fn/features/x",
            "input_fn/labels/labels",
            "dense/kernel",
            "softmax_tensor",
            "train_op");
    assertThat(modelDir.resolve("graph.pbtxt")).content().contains("name: \"softmax_tensor\"");
  }

  @Test
  void aModelDirectoryCanBeMoved() throws IOException {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(3));
    Path moved = otherDir.resolve("a folder with \"quotes\" and ümlauts");
    Files.move(modelDir, moved);
    assertThat(TinyModel.in(moved).newestCheckpoint().prefix())
        .isEqualTo(moved.resolve("model.ckpt-3"));
    assertThat(TinyModel.in(moved).train(TinyModel.TRAIN, Steps.more(1))).isEqualTo(4);
    Files.move(moved, modelDir);
  }

  @Test
  void absolutePathsInTheStateAreFollowed() throws IOException {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    Files.writeString(
        otherDir.resolve("checkpoint"),
        "model_checkpoint_path: \"" + modelDir.resolve("model.ckpt-3") + "\"\n");
    assertThat(TinyModel.in(otherDir).newestCheckpoint().globalStep()).isEqualTo(3);
  }

  @Test
  void theReaderReadsWhatTheSessionHad() {
    Map<String, String> inSession = new TreeMap<>();
    SessionRunHook fetch =
        new SessionRunHook() {
          @Override
          public void end(RunContext context) {
            for (String name :
                List.of("dense/kernel", "dense/bias", "dense_1/kernel", "dense_1/bias")) {
              inSession.put(name, sha256(Tensors.variable(context.session(), name)));
            }
          }
        };
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3), fetch);
    Map<String, String> onDisk = new TreeMap<>();
    for (VariableInfo variable : TinyModel.in(modelDir).newestCheckpoint().variables()) {
      onDisk.put(variable.name(), variable.sha256());
    }
    assertThat(onDisk).containsKey("global_step").containsAllEntriesOf(inSession);
    assertThat(inSession).hasSize(4);
  }

  private static String sha256(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(values);
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  private static String[] files(long... steps) {
    List<String> files = new ArrayList<>(List.of(".lock", "checkpoint", "graph.pbtxt"));
    for (long step : steps) {
      for (String ending : List.of("data-00000-of-00001", "index", "meta")) {
        files.add("model.ckpt-" + step + "." + ending);
      }
    }
    return files.toArray(String[]::new);
  }
}
