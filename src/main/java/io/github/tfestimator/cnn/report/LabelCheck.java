package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.Averages;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.Optimization;
import io.github.tfestimator.cnn.OptimizerKind;
import io.github.tfestimator.cnn.RateDecay;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.input.InputFn;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A search for training images whose label may be wrong: models that weren't trained on an image
 * disagree with its label, and are as sure of another class as they are on average of images with
 * that label. Source: Northcutt, Jiang, Chuang, <a
 * href="https://arxiv.org/abs/1911.00068">Confident Learning</a> (2021).
 *
 * @param results of the models on the images that they weren't trained on
 * @param suspects those images, the surest disagreement first
 */
record LabelCheck(TestResults results, List<Integer> suspects) {
  private static final int BATCH_SIZE = 100;
  private static final int MIN_STEPS = 200;
  private static final int MAX_STEPS = 1500;

  /** Plain descent with the tutorial's rate of 0.001 would learn nothing in so few steps. */
  private static final float MIN_DESCENT_RATE = 0.05f;

  /** The part of the steps in which the rate rises at most. */
  private static final int WARM_UP_PART = 10;

  /**
   * Trains a model for each fold, for a pass over the rest, 200 steps at least and 1,500 at most.
   *
   * @param folds parts of the training set, 2 or more
   * @throws IllegalArgumentException if there are more folds than images
   */
  static LabelCheck of(ImageModel model, int folds) {
    LabeledImages train = model.train();
    if (folds > train.size()) {
      throw new IllegalArgumentException(
          "checkLabels (%d) must be %d or less, the number of training images"
              .formatted(folds, train.size()));
    }
    float[][] probabilities = new float[train.size()][];
    int[] parts = parts(train, folds);
    try (var scratch = Scratch.open()) {
      for (int fold = 0; fold < folds; fold++) {
        int part = fold;
        int[] heldOut = IntStream.range(0, train.size()).filter(i -> parts[i] == part).toArray();
        int[] rest = IntStream.range(0, train.size()).filter(i -> parts[i] != part).toArray();
        Path folder = scratch.folder().resolve("fold-" + fold);
        List<float[]> all = predict(model, train.select(rest), train.select(heldOut), folder);
        for (int i = 0; i < heldOut.length; i++) {
          probabilities[heldOut[i]] = all.get(i);
        }
      }
    }
    var results = TestResults.of(List.of(probabilities), train);
    return new LabelCheck(results, suspects(results));
  }

  /** Returns the part that each image is in. Sorted by class, the images go to parts by turns. */
  private static int[] parts(LabeledImages images, int folds) {
    int[] labels = images.labels();
    int[] parts = new int[labels.length];
    int[] turn = {0};
    IntStream.range(0, labels.length)
        .boxed()
        .sorted(Comparator.comparing(i -> labels[i]))
        .forEachOrdered(i -> parts[i] = turn[0]++ % folds);
    return parts;
  }

  private static List<float[]> predict(
      ImageModel model, LabeledImages rest, LabeledImages heldOut, Path folder) {
    var config = RunConfig.in(folder).withSaveSummarySteps(0).withKeepCheckpointMax(1);
    int batchSize = Math.min(BATCH_SIZE, rest.size());
    int steps = Math.max(MIN_STEPS, Math.min(MAX_STEPS, rest.size() / batchSize));
    Estimator cnn = Estimator.of(new CnnModelFn(params(model, steps)), config);
    InputFn batches = Examples.of(rest, model.scaler()).shuffledBatches(batchSize, config.seed());
    cnn.train(rest.images().isReadOnDemand() ? batches.prefetch(4) : batches, Steps.upTo(steps));
    try (Stream<Prediction> predictions = cnn.predict(model.batches(heldOut))) {
      return predictions.map(each -> each.asFloats("probabilities")).toList();
    }
  }

  /**
   * Returns the model's network for so short a training: warm-up, decay and averages are made for
   * more steps, and the moving averages of batch normalization forget their start too slowly.
   */
  private static CnnParams params(ImageModel model, int steps) {
    CnnParams params = model.modelFn().params();
    Optimization usual = params.optimization();
    boolean isDescent = usual.optimizer() == OptimizerKind.SGD;
    float rate = usual.learningRate();
    return params
        .withBatchNorm(false)
        .withOptimization(
            new Optimization(
                usual.optimizer(),
                isDescent ? Math.max(MIN_DESCENT_RATE, rate) : rate,
                isDescent ? RateDecay.NONE : RateDecay.parse("linear:" + steps),
                Math.min(usual.warmUp(), steps / WARM_UP_PART),
                usual.momentum(),
                usual.beta2(),
                usual.weightDecay(),
                usual.labelSmoothing(),
                Averages.NONE));
  }

  private static List<Integer> suspects(TestResults results) {
    double[] sums = new double[results.test().classes()];
    int[] counts = new int[sums.length];
    for (int i = 0; i < results.size(); i++) {
      sums[results.label(i)] += results.probabilities().get(i)[results.label(i)];
      counts[results.label(i)]++;
    }
    return results.mistakes().stream()
        .filter(
            i -> {
              int answer = results.predicted(i);
              return counts[answer] > 0 && results.confidence(i) >= sums[answer] / counts[answer];
            })
        .sorted(Comparator.comparing(i -> -results.surplus(i)))
        .toList();
  }
}
