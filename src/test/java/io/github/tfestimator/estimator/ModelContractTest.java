package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.layers.GlobalStep;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Specs that a model function may return, and the errors for all others. */
class ModelContractTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  private interface TrainOp {
    Op of(Ops tf, Operand<TFloat32> loss);
  }

  @Test
  void aTrainOpThatDoesNotCountIsRefused() {
    assertRefused((tf, loss) -> tf.identity(loss), "from 0 to 0, but must add 1");
    assertThat(TinyModel.in(modelDir).newestCheckpoint().globalStep()).isZero();
  }

  @Test
  void aTrainOpThatCountsTwiceIsRefused() {
    assertRefused(
        (tf, loss) -> {
          var step = GlobalStep.of(tf);
          Op once = step.assignAdd(tf, tf.constant(1L));
          return step.assignAdd(tf.withControlDependencies(once), tf.constant(1L));
        },
        "from 0 to 2, but must add 1");
  }

  private void assertRefused(TrainOp trainOp, String message) {
    ModelFn model =
        (tf, features, labels, mode) -> {
          var spec = new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
          return spec instanceof EstimatorSpec.Train train
              ? EstimatorSpec.train(train.loss(), trainOp.of(tf, train.loss()))
              : spec;
        };
    assertThatThrownBy(() -> train(model))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("The train op moved global_step " + message)
        .hasMessageContaining("optimizer.minimize(tf, loss)");
  }

  @Test
  void aLossThatIsNoScalarIsRefused() {
    ModelFn model =
        (tf, features, labels, mode) ->
            EstimatorSpec.train(tf.zeros(tf.constant(new int[] {50}), TFloat32.class), tf.noOp());
    assertThatThrownBy(() -> train(model))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("loss (of the shape [50]) must be a scalar: take the mean over the batch");
  }

  @Test
  void aModelFunctionThatReturnsNothingIsRefused() {
    assertThatThrownBy(() -> train((tf, features, labels, mode) -> null))
        .isInstanceOf(PredictionException.class)
        .hasMessage(
            "The model function returned null in the mode PREDICT, but must return EstimatorSpec.predict(...)");
    ModelFn onlyPredicts =
        (tf, features, labels, mode) ->
            mode == Mode.PREDICT ? new TinyModel(8, 0.2f).apply(tf, features, labels, mode) : null;
    assertThatThrownBy(() -> train(onlyPredicts))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "The model function returned null in the mode TRAIN, but must return EstimatorSpec.train(...)");
  }

  @Test
  void aNullAmongPredictionsIsNamed() {
    assertThatThrownBy(() -> train(predicting((tf, classes) -> null)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("The prediction \"mine\" is null, but must be a tensor of [batch, ...]");
  }

  @Test
  void aScalarPredictionIsRefusedBeforeTheTraining() {
    assertThatThrownBy(() -> train(predicting((tf, classes) -> tf.constant(1f))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The prediction \"mine\" is a scalar, but must have a row for each example: [batch, ...]");
    assertThat(modelDir.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void refusesUnfetchablePredictionsBeforeTraining() {
    assertThatThrownBy(
            () -> train(predicting((tf, classes) -> tf.dtypes.cast(tf.array(1f), TBfloat16.class))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("The prediction \"mine\" is of bfloat16, but must be float32");
    assertThat(modelDir.resolve("checkpoint")).doesNotExist();
  }

  @Test
  void predictionsMayBeOfAnyType() {
    ModelFn model =
        predicting(
            (tf, classes) -> {
              Operand<TInt32> ids = tf.dtypes.cast(classes, TInt32.class);
              Operand<TString> names =
                  tf.gather(tf.array("no", "yes", "maybe"), ids, tf.constant(0));
              return names;
            });
    train(model);
    var estimator = Estimator.of(model, RunConfig.in(modelDir));
    try (var predictions = estimator.predict(TinyModel.examples(5, 2))) {
      assertThat(predictions.map(each -> each.asString("mine")))
          .hasSize(5)
          .allMatch(name -> List.of("no", "yes", "maybe").contains(name));
    }
  }

  @Test
  void aModelThatCannotPredictTrainsNevertheless() {
    ModelFn model =
        (tf, features, labels, mode) -> {
          if (mode == Mode.PREDICT) {
            throw new UnsupportedOperationException("not yet");
          }
          return new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
        };
    train(model);
    assertThat(Files.exists(modelDir.resolve("model.ckpt-2.index"))).isTrue();
  }

  private interface Extra {
    Operand<?> of(Ops tf, Operand<TInt64> classes);
  }

  private static ModelFn predicting(Extra extra) {
    return (tf, features, labels, mode) -> {
      var spec = new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
      return spec instanceof EstimatorSpec.Predict predict
          ? EstimatorSpec.predict(Collections.singletonMap("mine", extra.of(tf, classes(predict))))
          : spec;
    };
  }

  private static Operand<TInt64> classes(EstimatorSpec.Predict spec) {
    return spec.predictions().get("classes").asOutput().expect(TInt64.class);
  }

  private void train(ModelFn model) {
    Estimator.of(model, RunConfig.in(modelDir)).train(TinyModel.TRAIN, Steps.more(2));
  }
}
