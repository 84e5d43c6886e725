package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.layers.GlobalStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;

/** A checkpoint that doesn't fit the model is refused before anything is touched. */
class CheckpointOfAnotherModelTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void otherSizesAreNamedWithBothShapes() {
    TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(3));
    var before = TinyModel.contents(modelDir);
    Estimator wider = Estimator.of(new TinyModel(9, 0.2f), RunConfig.in(modelDir));
    assertThatThrownBy(() -> wider.train(TinyModel.TRAIN, Steps.more(1)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(modelDir.resolve("model.ckpt-3").toString())
        .hasMessageContaining("dense/kernel is float32 [6, 8], but the model's is float32 [6, 9]")
        .hasMessageContaining(
            "dense_1/kernel is float32 [8, 3], but the model's is float32 [9, 3]");
    assertThatThrownBy(() -> wider.evaluate(TinyModel.examples(4, 4)))
        .isInstanceOf(CheckpointException.class);
    assertThatThrownBy(() -> wider.predict(TinyModel.examples(4, 4)))
        .isInstanceOf(CheckpointException.class);
    assertThat(TinyModel.contents(modelDir)).isEqualTo(before);
    assertThat(TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1))).isEqualTo(4);
  }

  @Test
  void missingVariablesAndOtherTypesAreNamed() throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var step = tf.withName(GlobalStep.NAME).variable(Shape.scalar(), TInt64.class);
      var layer = tf.withSubScope("dense");
      var kernel = layer.withName("kernel").variable(Shape.of(6, 8), TInt64.class);
      var bias = layer.withName("bias").variable(Shape.of(9), TFloat64.class);
      session.run(tf.assign(step, tf.constant(5L)));
      session.run(tf.assign(kernel, tf.zeros(tf.constant(Shape.of(6, 8)), TInt64.class)));
      session.run(tf.assign(bias, tf.zeros(tf.array(9), TFloat64.class)));
      session.save(modelDir.resolve("model.ckpt-5").toString());
    }
    Files.writeString(modelDir.resolve("checkpoint"), "model_checkpoint_path: \"model.ckpt-5\"\n");
    assertThatThrownBy(() -> TinyModel.in(modelDir).predict(TinyModel.examples(4, 4)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("dense_1/bias is missing")
        .hasMessageContaining("dense/bias is float64 [9], but the model's is float32 [8]")
        .hasMessageContaining("dense/kernel is int64 [6, 8], but the model's is float32 [6, 8]");
  }

  @Test
  void aCheckpointWithoutGlobalStepIsNoEstimators() throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var weight = tf.withName("weight").variable(Shape.of(2), TInt64.class);
      session.run(tf.assign(weight, tf.array(1L, 2L)));
      session.save(modelDir.resolve("weights").toString());
    }
    Files.writeString(modelDir.resolve("checkpoint"), "model_checkpoint_path: \"weights\"\n");
    assertThatThrownBy(() -> TinyModel.in(modelDir).train(TinyModel.TRAIN, Steps.more(1)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(modelDir.resolve("weights").toString())
        .hasMessageContaining("no variable global_step");
  }
}
