package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EvalSpec;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.summary.EvaluationHistory;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;

/**
 * The results of a checkpoint on a test set.
 *
 * @param evaluation as {@code evaluate} has it
 * @param probabilities of each class, for each image
 * @param test the images
 */
record TestResults(Evaluation evaluation, List<float[]> probabilities, LabeledImages test) {
  /** Evaluates a checkpoint, and keeps the probabilities of the same pass. */
  static TestResults of(ImageModel model, CheckpointReader checkpoint) {
    var recording = new RecordingModelFn(model.modelFn());
    try (var scratch = Scratch.open()) {
      Estimator cnn = Estimator.of(recording, RunConfig.in(scratch.folder()));
      Evaluation all = cnn.evaluate(EvalSpec.of(model.batches(model.test())), checkpoint.prefix());
      Map<String, Double> metrics = new TreeMap<>(all.metrics());
      metrics.remove(RecordingModelFn.METRIC);
      var evaluation =
          new Evaluation(
              metrics,
              all.confusionMatrices(),
              all.loss(),
              all.averageLoss(),
              all.globalStep(),
              all.examples());
      return new TestResults(evaluation, recording.probabilities(), model.test());
    }
  }

  /** Returns the results of several models, which have no evaluation in common. */
  static TestResults of(List<float[]> probabilities, LabeledImages images) {
    var none = new Evaluation(Map.of(), Map.of(), 0, 0, 0, images.size());
    return new TestResults(none, probabilities, images);
  }

  /** Returns the numbers that {@code evaluate --json} prints, as far as there is room. */
  Map<String, Object> json() {
    Map<String, Object> object = EvaluationNumbers.json(evaluation, test.classNames());
    // A matrix of more classes would take more than half of the report.
    if (test.classes() > EvaluationHistory.MAX_MATRIX_CLASSES) {
      object.remove("confusion_matrix");
      object.put("left_out", "confusion_matrix: it is too large");
    }
    return object;
  }

  int size() {
    return probabilities.size();
  }

  int label(int image) {
    return test.labels()[image];
  }

  /** Returns the class that an image was classified as: the first one of highest probability. */
  int predicted(int image) {
    float[] all = probabilities.get(image);
    int best = 0;
    for (int k = 1; k < all.length; k++) {
      best = all[k] > all[best] ? k : best;
    }
    return best;
  }

  boolean isHit(int image) {
    return predicted(image) == label(image);
  }

  /** Returns the probability of the answer. */
  float confidence(int image) {
    return probabilities.get(image)[predicted(image)];
  }

  /** Returns how much likelier the answer was than the label, from 0 to 1. */
  float surplus(int image) {
    return confidence(image) - probabilities.get(image)[label(image)];
  }

  /** Returns the mistakes, the surest first: by the probability of the answer. */
  List<Integer> mistakes() {
    return IntStream.range(0, size())
        .filter(image -> !isHit(image))
        .boxed()
        .sorted(Comparator.comparing(image -> -confidence(image)))
        .toList();
  }

  /** Returns the hits, the least sure first. */
  List<Integer> hits() {
    return IntStream.range(0, size())
        .filter(this::isHit)
        .boxed()
        .sorted(Comparator.comparing(this::confidence))
        .toList();
  }
}
