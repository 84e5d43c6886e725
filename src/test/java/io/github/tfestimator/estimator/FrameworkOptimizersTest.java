package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import java.nio.file.Path;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.framework.optimizers.Adam;
import org.tensorflow.framework.optimizers.GradientDescent;
import org.tensorflow.framework.optimizers.Momentum;
import org.tensorflow.framework.optimizers.Optimizer;

/** TensorFlow Java's own optimizers, which don't see the variables of the layers. */
class FrameworkOptimizersTest {
  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void gradientDescentIsRefusedByName() {
    assertRefused(graph -> new GradientDescent(graph, 0.1f));
  }

  @Test
  void momentumIsRefusedByName() {
    assertRefused(graph -> new Momentum(graph, 0.1f, 0.9f));
  }

  @Test
  void adamIsRefusedByName() {
    assertRefused(graph -> new Adam(graph, 0.01f));
  }

  private void assertRefused(Function<Graph, Optimizer> optimizer) {
    ModelFn model =
        (tf, features, labels, mode) -> {
          var spec = new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
          return spec instanceof EstimatorSpec.Train train
              ? EstimatorSpec.train(
                  train.loss(), optimizer.apply((Graph) tf.scope().env()).minimize(train.loss()))
              : spec;
        };
    assertThatThrownBy(
            () -> Estimator.of(model, RunConfig.in(modelDir)).train(TinyModel.TRAIN, Steps.more(2)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("tensorflow-framework")
        .hasMessageContaining("io.github.tfestimator.layers");
  }
}
