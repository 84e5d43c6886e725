package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.hooks.LoggingTensorHook;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The log of a training, line by line, as Python writes it. */
class LogOrderTest {
  private static final String NUMBER = "\\d+(\\.\\d+)?([eE][-+]?\\d+)?";
  private static final String TIME = " \\(\\d+\\.\\d{3} sec\\)";
  private static final String TENSOR = "probabilities = \\[\\[.* \\.\\.\\. .*]]";

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void aNewTrainingLogsThis() {
    var logging = LoggingTensorHook.every(50, "probabilities", "softmax_tensor");
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(210), logging);
    assertLines(
        "Calling model_fn\\.",
        "Done calling model_fn\\.",
        "Create CheckpointSaverHook\\.",
        "Graph was finalized\\.",
        "Running local_init_op\\.",
        "Done running local_init_op\\.",
        "Saving checkpoints for 0 into .*/model\\.ckpt\\.",
        TENSOR,
        "loss = " + NUMBER + ", step = 0",
        TENSOR + TIME,
        "global_step/sec: " + NUMBER,
        TENSOR + TIME,
        "loss = " + NUMBER + ", step = 100" + TIME,
        TENSOR + TIME,
        "global_step/sec: " + NUMBER,
        TENSOR + TIME,
        "loss = " + NUMBER + ", step = 200" + TIME,
        "Saving checkpoints for 210 into .*/model\\.ckpt\\.",
        "Loss for final step: " + NUMBER + "\\.");
  }

  @Test
  void aResumedTrainingLogsThis() {
    Estimator estimator = TinyModel.with(RunConfig.in(modelDir).withLogStepCountSteps(10));
    estimator.train(TinyModel.TRAIN, Steps.more(5));
    log.lines().forget();
    estimator.train(TinyModel.TRAIN, Steps.more(12));
    assertLines(
        "Calling model_fn\\.",
        "Done calling model_fn\\.",
        "Create CheckpointSaverHook\\.",
        "Graph was finalized\\.",
        "Restoring parameters from .*/model\\.ckpt-5",
        "Running local_init_op\\.",
        "Done running local_init_op\\.",
        "loss = " + NUMBER + ", step = 5",
        "global_step/sec: " + NUMBER,
        "loss = " + NUMBER + ", step = 15" + TIME,
        "Saving checkpoints for 17 into .*/model\\.ckpt\\.",
        "Loss for final step: " + NUMBER + "\\.");
  }

  private void assertLines(String... patterns) {
    List<String> lines = log.lines().all();
    for (int i = 0; i < Math.min(lines.size(), patterns.length); i++) {
      assertThat(lines.get(i)).as("line %d", i).matches(patterns[i]);
    }
    assertThat(lines).hasSameSizeAs(patterns);
  }
}
