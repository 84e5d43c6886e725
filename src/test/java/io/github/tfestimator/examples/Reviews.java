package io.github.tfestimator.examples;

import static io.github.tfestimator.layers.LayerArguments.units;
import static io.github.tfestimator.layers.LayerArguments.vocabulary;

import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.metrics.Metric;
import java.util.Map;
import java.util.Random;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/**
 * Text classification with a vocabulary in the graph: whether a review is good. A service sends
 * text, as people write it.
 */
final class Reviews implements ModelFn {
  /** The first entry stands for words that aren't listed, and for no word. */
  private static final String[] VOCABULARY = {
    "", "good", "great", "fine", "love", "bad", "poor", "broken", "hate", "not", "very", "it"
  };

  @Override
  public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
    var layers = Layers.on(tf);
    var words =
        words(tf, features.get("text", TString.class)); // [batch, words], "" behind the last

    // The place of each word in the vocabulary, 0 where no entry is equal: [batch, words].
    var isEqual = tf.math.equal(tf.expandDims(words, tf.constant(-1)), tf.array(VOCABULARY));
    var ids = tf.math.argMax(tf.dtypes.cast(isEqual, TInt32.class), tf.constant(-1), TInt32.class);

    var rows = layers.embedding(ids, vocabulary(VOCABULARY.length), units(8)); // [batch, words, 8]
    var sum = tf.reduceSum(rows, tf.constant(1)); // [batch, 8]
    var logits = layers.dense(sum, units(2)); // [batch, 2]
    var isGood = tf.math.argMax(logits, tf.constant(1), TInt64.class); // [batch]
    if (mode == Mode.PREDICT) {
      var verdict = tf.gather(tf.array("bad", "good"), isGood, tf.constant(0)); // [batch], strings
      return EstimatorSpec.predict(Map.of("verdict", verdict, "scores", tf.nn.softmax(logits)));
    }

    var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
    if (mode == Mode.TRAIN) {
      return EstimatorSpec.train(loss, new AdamOptimizer(0.05f).minimize(tf, loss));
    }

    return EstimatorSpec.evaluate(
        loss,
        Map.of(
            "accuracy", Metric.accuracy(tf, labels.get(), isGood),
            "recall", Metric.recall(labels.get(), isGood)));
  }

  private static Operand<TString> words(Ops tf, Operand<TString> text) {
    var split = tf.strings.stringSplit(tf.strings.lower(text), tf.constant(" "));
    return tf.sparse.sparseToDense(split.indices(), split.shape(), split.values(), tf.constant(""));
  }

  /** Sentences of a few words, whose label the one telling word decides. */
  static ArrayInput examples(int count, long seed) {
    var random = new Random(seed);
    String[] good = {"It was very %s", "%s", "I %s it, indeed", "a %s thing"};
    String[] texts = new String[count];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      int word = 1 + random.nextInt(8);
      texts[i] = good[random.nextInt(good.length)].formatted(VOCABULARY[word]);
      labels[i] = word < 5 ? 1 : 0;
    }
    return ArrayInput.of(Map.of("text", texts), labels);
  }
}
