package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.data.Batch;
import io.github.tfestimator.data.InputFn;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Iterator;
import java.util.Optional;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.types.TFloat32;

/** One call of {@link Estimator#evaluate}: runs the batches and adds up. */
final class Evaluator {
  // Python's two ways to write a time. LocalDateTime.toString would leave out seconds of zero.
  static final DateTimeFormatter START = DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");
  static final DateTimeFormatter FINISH = DateTimeFormatter.ofPattern("yyyy-MM-dd-HH:mm:ss");

  private final ModelGraph model;
  private final EstimatorSpec.Evaluate spec;

  private final SortedMap<String, Double> sums = new TreeMap<>();
  private double lossOfBatches;
  private double lossOfExamples;
  private long batches;
  private long examples;

  Evaluator(ModelGraph model) {
    this.model = model;
    this.spec = model.spec(EstimatorSpec.Evaluate.class);
  }

  Evaluation run(InputFn input, CheckpointReader checkpoint) {
    Log.TENSORFLOW.info("Starting evaluation at {}", START.format(LocalDateTime.now()));
    try (Session session = model.open(Optional.of(checkpoint))) {
      for (Iterator<Batch> all = input.from(0); all.hasNext(); ) {
        add(session, all.next());
      }
    }
    if (examples == 0) {
      throw new IllegalArgumentException("The input has no examples to evaluate on");
    }
    Log.TENSORFLOW.info("Finished evaluation at {}", FINISH.format(LocalDateTime.now()));
    long globalStep = checkpoint.globalStep();
    sums.replaceAll((name, sum) -> sum / examples);
    var evaluation =
        new Evaluation(
            sums, lossOfBatches / batches, lossOfExamples / examples, globalStep, examples);
    Log.TENSORFLOW.info("Saving dict for global step {}: {}", globalStep, text(evaluation));
    return evaluation;
  }

  private void add(Session session, Batch batch) {
    try (FedBatch fed = model.feed(session, batch)) {
      fed.runner().fetch(spec.loss());
      spec.metrics().values().forEach(metric -> fed.runner().fetch(metric.perExample()));
      try (Result result = fed.runner().run()) {
        float loss = ((TFloat32) result.get(0)).getFloat();
        lossOfBatches += loss;
        lossOfExamples += (double) loss * batch.size();
        int next = 1;
        for (String name : spec.metrics().keySet()) {
          sums.merge(name, sum((TFloat32) result.get(next++)), Double::sum);
        }
      }
    }
    batches++;
    examples += batch.size();
  }

  private static double sum(TFloat32 perExample) {
    double sum = 0;
    for (long i = 0; i < perExample.size(); i++) {
      sum += perExample.getFloat(i);
    }
    return sum;
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
