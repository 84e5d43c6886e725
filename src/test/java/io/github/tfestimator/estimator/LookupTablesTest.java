package io.github.tfestimator.estimator;

import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.vocabulary;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** A model with a vocabulary in a table, which no checkpoint holds. */
class LookupTablesTest {
  private static final ModelFn WORDS =
      (tf, features, labels, mode) -> {
        var init = tf.withInitScope();
        var table = init.hashTable(TString.class, TInt64.class);
        init.initializeTable(table, init.array("no", "yes"), init.array(1L, 2L));
        var words = features.get("word", TString.class);
        var ids = tf.reshape(tf.lookupTableFind(table, words, tf.constant(0L)), tf.array(-1));
        var layers = Layers.on(tf);
        var value = layers.dense(layers.embedding(ids, vocabulary(3), units(2)), units(1));
        if (mode == Mode.PREDICT) {
          return EstimatorSpec.predict(Map.of("ids", ids, "value", value));
        }
        var loss = Losses.meanSquaredError(tf, labels.get(TFloat32.class), value);
        return mode == Mode.TRAIN
            ? EstimatorSpec.train(loss, new AdamOptimizer(0.1f).minimize(tf, loss))
            : EstimatorSpec.evaluate(loss, Map.of());
      };

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;

  @Test
  void tablesAreFilledWhereverAModelIsRestored() {
    String[] words = {"no", "yes", "maybe", "yes"};
    var input = ArrayInput.of(Map.of("word", words), new float[][] {{-1}, {1}, {0}, {1}});
    Estimator estimator = Estimator.of(WORDS, RunConfig.in(modelDir));
    estimator.train(input.shuffledBatches(2, 1), Steps.more(100));
    estimator.train(input.shuffledBatches(2, 1), Steps.more(100));
    assertThat(estimator.evaluate(input.batches(4)).loss()).isLessThan(0.01);
    try (var predictions = estimator.predict(input.batches(4))) {
      assertThat(predictions.map(each -> each.asLong("ids"))).containsExactly(1L, 2L, 0L, 2L);
    }

    Path export =
        SavedModelExporter.of(ServingInputFn.raw(input.features()))
            .export(estimator, modelDir.resolve("export"));
    try (var predictor = SavedModelPredictor.load(export)) {
      var answer = predictor.predict(Map.of("word", new String[] {"yes", "perhaps"}));
      assertThat((long[]) JavaArrays.flatten(answer.get("ids"))).containsExactly(2, 0);
    }
  }
}
