package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.BatchIterator;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.metrics.BatchValues;
import io.github.tfestimator.metrics.ConfusionMatrix;
import io.github.tfestimator.metrics.Metric;
import io.github.tfestimator.metrics.Metric.Accumulator;
import io.github.tfestimator.metrics.MetricValue;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.Tensor;
import org.tensorflow.types.TFloat32;

/** One call of {@link Estimator#evaluate}: runs the batches and sums up. */
final class Evaluator {
  // Python's two ways to write a time. LocalDateTime.toString would leave out seconds of zero.
  static final DateTimeFormatter START = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");
  static final DateTimeFormatter FINISH = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH:mm:ss");

  private final ModelGraph model;
  private final InputFn input;
  private final Operand<TFloat32> loss;
  private final SortedMap<String, Metric> metrics;
  private final SortedMap<String, Accumulator> accumulators = new TreeMap<>();
  private final List<Operand<?>> fetches = new ArrayList<>();

  private double lossOfBatches;
  private double lossOfExamples;
  private long batches;
  private long examples;

  Evaluator(ModelGraph model, InputFn input) {
    this.model = model;
    this.input = input;
    var spec = model.spec(EstimatorSpec.Evaluate.class);
    loss = spec.loss();
    metrics = spec.metrics();
    metrics.forEach(this::addMetric);
    fetches.add(loss);
  }

  private void addMetric(String name, Metric metric) {
    accumulators.put(name, requireResult(name, "accumulator()", metric.accumulator()));
    for (Operand<?> tensor : requireResult(name, "tensors()", metric.tensors())) {
      fetches.add(requireResult(name, "a tensor of tensors()", tensor));
    }
  }

  private static <T> T requireResult(String name, String method, T result) {
    if (result == null) {
      throw new IllegalArgumentException("The metric \"%s\": %s is null".formatted(name, method));
    }
    return result;
  }

  /** Evaluates a checkpoint on so many batches, or on all there are. */
  Evaluation run(CheckpointReader checkpoint, long steps) {
    Log.TENSORFLOW.info("Starting evaluation at {}", START.format(LocalDateTime.now()));
    long start = System.nanoTime();
    try (Session session = model.open(Optional.of(checkpoint));
        BatchIterator all = input.from(0)) {
      while (batches < steps && all.hasNext()) {
        add(session, all.next());
      }
    }
    if (examples == 0) {
      throw new IllegalArgumentException("The input has no examples to evaluate on");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Log.TENSORFLOW.info("Inference Time : {}s", String.format(Locale.ROOT, "%.5f", seconds));
    Log.TENSORFLOW.info("Finished evaluation at {}", FINISH.format(LocalDateTime.now()));
    var evaluation = result(checkpoint.globalStep());
    Log.TENSORFLOW.info(
        "Saving dict for global step {}: {}", evaluation.globalStep(), text(evaluation));
    return evaluation;
  }

  private Evaluation result(long globalStep) {
    SortedMap<String, Double> scalars = new TreeMap<>();
    SortedMap<String, ConfusionMatrix> matrices = new TreeMap<>();
    accumulators.forEach(
        (name, accumulator) -> {
          MetricValue value = requireResult(name, "result()", accumulator.result());
          if (value instanceof MetricValue.Scalar scalar) {
            scalars.put(name, scalar.value());
          } else if (value instanceof ConfusionMatrix matrix) {
            matrices.put(name, matrix);
          }
        });
    return new Evaluation(
        scalars,
        matrices,
        lossOfBatches / batches,
        lossOfExamples / examples,
        globalStep,
        examples);
  }

  private void add(Session session, Batch batch) {
    try (BatchFeed feed = model.feed(session, input, batch);
        FetchedTensors fetched = FetchedTensors.run(feed.runner(), fetches)) {
      float value = fetched.scalar(loss);
      lossOfBatches += value;
      lossOfExamples += (double) value * batch.size();
      accumulators.forEach((name, accumulator) -> add(name, accumulator, fetched, batch.size()));
    }
    batches++;
    examples += batch.size();
  }

  private void add(String name, Accumulator accumulator, FetchedTensors fetched, int batchSize) {
    List<Tensor> tensors = metrics.get(name).tensors().stream().<Tensor>map(fetched::get).toList();
    try {
      accumulator.add(new BatchValues(batchSize, tensors));
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "The metric \"%s\": %s".formatted(name, e.getMessage()), e);
    }
  }

  private static String text(Evaluation evaluation) {
    SortedMap<String, Object> values = new TreeMap<>();
    evaluation.metrics().forEach((name, value) -> values.put(name, value.floatValue()));
    values.put("average_loss", (float) evaluation.averageLoss());
    values.put("global_step", evaluation.globalStep());
    values.put("loss", (float) evaluation.loss());
    StringJoiner text = new StringJoiner(", ");
    values.forEach((name, value) -> text.add(name + " = " + value));
    return text.toString();
  }
}
