package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.Averages;
import io.github.tfestimator.cnn.Optimization;
import io.github.tfestimator.cnn.OptimizerKind;
import io.github.tfestimator.cnn.RateDecay;
import java.util.Optional;
import picocli.CommandLine.Option;

/** The options of how a training moves the weights. */
final class OptimizerOptions {
  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      defaultValue = "sgd",
      description =
          "sgd: gradient descent; momentum, nesterov: with momentum; adam: Adam (${DEFAULT-VALUE}).")
  private OptimizerKind optimizer;

  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "Learning rate of the optimizer (${DEFAULT-VALUE}).")
  private float learningRate;

  @Option(
      names = "--decay",
      paramLabel = "CURVE",
      defaultValue = "none",
      description =
          "How the rate falls: linear:700 or cosine:700, to 0 in 700 steps, linear:700:0.1, to a tenth;"
              + " exponential:1000:0.9, by 0.9 in each 1000 steps, staircase:1000:0.9, all at once"
              + " (${DEFAULT-VALUE}).")
  private String decay;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      defaultValue = "0",
      description = "Let the rate rise from 0 in the first N steps (${DEFAULT-VALUE}).")
  private long warmUp;

  @Option(
      names = "--momentum",
      paramLabel = "PART",
      description =
          "Part of the last move that momentum and nesterov keep, for adam its first beta (0.9).")
  private Optional<Float> momentum;

  @Option(
      names = "--beta2",
      paramLabel = "PART",
      defaultValue = "0.999",
      description =
          "Part of the mean of the squares of gradients that adam keeps: less forgets sooner"
              + " (${DEFAULT-VALUE}).")
  private float beta2;

  @Option(
      names = "--weight-decay",
      paramLabel = "PART",
      defaultValue = "0",
      description =
          "Part of each kernel, times the rate, that a step takes away, as AdamW does"
              + " (${DEFAULT-VALUE}).")
  private float weightDecay;

  @Option(
      names = "--label-smoothing",
      paramLabel = "PART",
      defaultValue = "0",
      description =
          "Move labels by this part toward equal probabilities, in training alone"
              + " (${DEFAULT-VALUE}).")
  private float labelSmoothing;

  @Option(
      names = "--average-weights",
      paramLabel = "HOW",
      defaultValue = "none",
      description =
          "Evaluate, predict and export with averages of the weights: ema:0.999, an exponential moving"
              + " average; from:500, the mean of all after step 500 (${DEFAULT-VALUE}).")
  private String averageWeights;

  /** Returns the way; an IllegalArgumentException for values out of range. */
  Optimization optimization() {
    return new Optimization(
        optimizer,
        learningRate,
        RateDecay.parse(decay),
        warmUp,
        momentum.orElse(optimizer.defaultMomentum()),
        // The default is adam's; others have none.
        beta2 == OptimizerKind.ADAM.defaultBeta2() ? optimizer.defaultBeta2() : beta2,
        weightDecay,
        labelSmoothing,
        Averages.parse(averageWeights));
  }
}
