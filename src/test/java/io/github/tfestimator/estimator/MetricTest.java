package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.SyntheticInput;
import io.github.tfestimator.metrics.BatchValues;
import io.github.tfestimator.metrics.ConfusionMatrix;
import io.github.tfestimator.metrics.Metric;
import io.github.tfestimator.metrics.MetricValue;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** Metrics held against predictions of the same model: 22 examples as 10, 10 and 2. */
class MetricTest {
  /** Some labels are wrong, so that the model errs. */
  private static final SyntheticInput TEST =
      TinyModel.examples(22, 10).labeled(c -> c == 2 ? 0 : c);

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path modelDir;
  private List<Prediction> predictions;

  @BeforeEach
  void train() {
    Estimator estimator = TinyModel.in(modelDir);
    estimator.train(TinyModel.TRAIN, Steps.more(30));
    predictions = estimator.predict(TEST).toList();
  }

  @Test
  void theConfusionMatrixCountsLabelsAgainstPredictions() {
    Long[][] expected = {{0L, 0L, 0L}, {0L, 0L, 0L}, {0L, 0L, 0L}};
    for (int i = 0; i < 22; i++) {
      expected[TEST.labelOf(i)][Math.toIntExact(predictions.get(i).asLong("classes"))]++;
    }
    Evaluation evaluation = TinyModel.in(modelDir).evaluate(TEST);
    ConfusionMatrix matrix = evaluation.confusionMatrices().get("matrix");
    assertThat(matrix.counts())
        .containsExactly(List.of(expected[0]), List.of(expected[1]), List.of(expected[2]));
    // A matrix that is its own transpose would prove little.
    assertThat(matrix.count(0, 2)).isNotEqualTo(matrix.count(2, 0));
    for (int c = 0; c < 3; c++) {
      int label = c;
      assertThat(matrix.examples(c))
          .isEqualTo(IntStream.range(0, 22).filter(i -> TEST.labelOf(i) == label).count());
    }
    double correct = matrix.count(0, 0) + matrix.count(1, 1) + matrix.count(2, 2);
    assertThat(evaluation.accuracy()).isEqualTo(correct / 22);
  }

  @Test
  void twoMetricsMayReadOneTensor() {
    Evaluation evaluation =
        evaluate(
            (tf, classes, labels) -> {
              var mean = tf.dtypes.cast(classes, TFloat32.class);
              return Map.of(
                  "class", Metric.mean(mean),
                  "again", Metric.mean(mean),
                  "accuracy", Metric.accuracy(tf, labels.get(), classes),
                  "accuracy2", Metric.accuracy(tf, labels.get(), classes));
            });
    double expected = predictions.stream().mapToLong(p -> p.asLong("classes")).sum() / 22.0;
    assertThat(expected).isPositive();
    assertThat(evaluation.metric("class")).isCloseTo(expected, within(1e-15));
    assertThat(evaluation.metric("again")).isEqualTo(evaluation.metric("class"));
    assertThat(evaluation.metric("accuracy2")).isEqualTo(evaluation.accuracy());
  }

  @Test
  void noNameIsMagic() {
    Evaluation evaluation =
        evaluate(
            (tf, classes, labels) ->
                Map.of(
                    "top", Metric.accuracy(tf, labels.get(), classes),
                    "accuracy", Metric.mean(tf.dtypes.cast(classes, TFloat32.class))));
    assertThat(evaluation.confusionMatrices()).isEmpty();
    assertThat(evaluation.metric("top")).isBetween(0.01, 0.99);
    assertThat(evaluation.accuracy())
        .isCloseTo(
            predictions.stream().mapToLong(p -> p.asLong("classes")).sum() / 22.0, within(1e-12));
  }

  @Test
  void aMetricOfOnesOwnTakesTenLines() {
    Evaluation evaluation =
        evaluate(
            (tf, classes, labels) ->
                Map.of(
                    "largest",
                    Metric.of(
                        List.of(classes, labels.get()),
                        () ->
                            new Metric.Accumulator() {
                              private double largest;

                              @Override
                              public void add(BatchValues batch) {
                                double[] sums = batch.doubles(0);
                                double[] labels = batch.doubles(1);
                                for (int i = 0; i < sums.length; i++) {
                                  largest = Math.max(largest, sums[i] + labels[i]);
                                }
                              }

                              @Override
                              public MetricValue result() {
                                return MetricValue.of(largest);
                              }
                            })));
    double expected = 0;
    for (int i = 0; i < 22; i++) {
      expected = Math.max(expected, predictions.get(i).asLong("classes") + TEST.labelOf(i));
    }
    assertThat(evaluation.metric("largest")).isPositive().isEqualTo(expected);
  }

  @Test
  void aMetricNeedsAValueForEachExample() {
    assertThatThrownBy(
            () -> evaluate((tf, classes, labels) -> Map.of("one", Metric.mean(tf.constant(1f)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "The metric \"one\": tensor 0 has the shape [] for a batch of 10 examples, but must have a row for each; of a loss, take the one with Reduction.NONE");
    assertThatThrownBy(
            () ->
                evaluate(
                    (tf, classes, labels) ->
                        Map.of(
                            "three",
                            Metric.confusionMatrix(labels.get(), tf.constant(new long[3])))))
        .hasMessageStartingWith(
            "The metric \"three\": tensor 1 has the shape [3] for a batch of 10");
  }

  @Test
  void aMetricThatIsNullIsNamed() {
    assertRefused(
        null, "The metric \"mine\" is null, but must be one, such as Metric.mean(values)");
    assertRefused(Metric.of(List.of(), () -> null), "The metric \"mine\": accumulator() is null");
    assertRefused(metric(batch -> {}, null), "The metric \"mine\": result() is null");
  }

  @Test
  void aTensorThatTheMetricDoesNotHaveIsNamed() {
    assertRefused(
        metric(batch -> batch.doubles(1), MetricValue.of(1)),
        "The metric \"mine\": there is no tensor 1: the metric has 1, counted from 0");
  }

  @Test
  void aMetricMayReadAScalarOfEachBatch() {
    double[] sum = new double[1];
    Metric metric = metric(batch -> sum[0] += batch.scalar(0), MetricValue.of(1));
    evaluate((tf, classes, labels) -> Map.of("mine", ofScalar(tf, metric)));
    assertThat(sum[0]).isEqualTo(3 * 2.5);
    assertRefused(
        metric(batch -> batch.scalar(0), MetricValue.of(1)),
        "The metric \"mine\": tensor 0 has the shape [10], but must be a scalar");
  }

  private static Metric ofScalar(Ops tf, Metric metric) {
    return Metric.of(List.of(tf.constant(2.5f)), metric::accumulator);
  }

  private void assertRefused(Metric metric, String message) {
    assertThatThrownBy(
            () ->
                evaluate(
                    (tf, classes, labels) ->
                        Collections.singletonMap(
                            "mine",
                            metric == null
                                ? null
                                : Metric.of(List.of(classes), metric::accumulator))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  private static Metric metric(Consumer<BatchValues> add, MetricValue result) {
    return Metric.of(
        List.of(),
        () ->
            new Metric.Accumulator() {
              @Override
              public void add(BatchValues batch) {
                add.accept(batch);
              }

              @Override
              public MetricValue result() {
                return result;
              }
            });
  }

  private interface Metrics {
    Map<String, Metric> of(Ops tf, Operand<TInt64> classes, Labels labels);
  }

  /** Evaluates the trained model by other metrics than its own. */
  private Evaluation evaluate(Metrics metrics) {
    ModelFn model =
        (tf, features, labels, mode) -> {
          var spec =
              (EstimatorSpec.Evaluate) new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
          var classes = spec.metrics().get("matrix").tensors().get(1).asOutput();
          return EstimatorSpec.evaluate(
              spec.loss(), metrics.of(tf, classes.expect(TInt64.class), labels));
        };
    return Estimator.of(model, RunConfig.in(modelDir)).evaluate(TEST);
  }
}
