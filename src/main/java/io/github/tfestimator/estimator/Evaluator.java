package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** One call of {@link Estimator#evaluate}: runs the batches and adds up. */
final class Evaluator {
  // Python's two ways to write a time. LocalDateTime.toString would leave out seconds of zero.
  static final DateTimeFormatter START = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");
  static final DateTimeFormatter FINISH = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH:mm:ss");

  private final ModelGraph model;
  private final Operand<TFloat32> loss;
  private final MetricSums sums;
  private final List<Operand<?>> operands;

  private double lossOfBatches;
  private double lossOfExamples;
  private long batches;
  private long examples;

  Evaluator(ModelGraph model) {
    this.model = model;
    var spec = model.spec(EstimatorSpec.Evaluate.class);
    this.loss = spec.loss();
    this.sums = new MetricSums(spec.metrics());
    this.operands = sums.operands();
    operands.add(loss);
  }

  Evaluation run(InputFn input, CheckpointReader checkpoint) {
    Log.TENSORFLOW.info("Starting evaluation at {}", START.format(LocalDateTime.now()));
    long start = System.nanoTime();
    try (Session session = model.open(Optional.of(checkpoint))) {
      for (Iterator<Batch> all = input.from(0); all.hasNext(); ) {
        add(session, all.next());
      }
    }
    if (examples == 0) {
      throw new IllegalArgumentException("The input has no examples to evaluate on");
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    Log.TENSORFLOW.info("Inference Time : {}s", String.format(Locale.ROOT, "%.5f", seconds));
    Log.TENSORFLOW.info("Finished evaluation at {}", FINISH.format(LocalDateTime.now()));
    long globalStep = checkpoint.globalStep();
    var evaluation =
        new Evaluation(
            sums.means(examples),
            lossOfBatches / batches,
            lossOfExamples / examples,
            globalStep,
            examples,
            sums.confusionMatrix());
    Log.TENSORFLOW.info("Saving dict for global step {}: {}", globalStep, text(evaluation));
    return evaluation;
  }

  private void add(Session session, Batch batch) {
    try (BatchFeed fed = model.feed(session, batch);
        FetchedTensors fetched = FetchedTensors.run(fed.runner(), operands)) {
      float value = ((TFloat32) fetched.get(loss)).getFloat();
      lossOfBatches += value;
      lossOfExamples += (double) value * batch.size();
      sums.add(fetched, batch.size());
    }
    batches++;
    examples += batch.size();
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
