package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.CnnParams;
import picocli.CommandLine.Option;

/** The options of the network; the tutorial's values are the defaults. */
final class NetworkOptions {
  @Option(
      names = "--learning-rate",
      paramLabel = "RATE",
      defaultValue = "0.001",
      description = "How far a step of gradient descent goes (${DEFAULT-VALUE}).")
  private float learningRate;

  @Option(
      names = "--dropout-rate",
      paramLabel = "RATE",
      defaultValue = "0.4",
      description =
          "Which part of the dense layer a step drops, at least 0, below 1 (${DEFAULT-VALUE}).")
  private float dropoutRate;

  @Option(
      names = "--conv1-filters",
      paramLabel = "N",
      defaultValue = "32",
      description = "Filters of the first convolution (${DEFAULT-VALUE}).")
  private int conv1Filters;

  @Option(
      names = "--conv2-filters",
      paramLabel = "N",
      defaultValue = "36",
      description = "Filters of the second convolution (${DEFAULT-VALUE}).")
  private int conv2Filters;

  @Option(
      names = "--dense-units",
      paramLabel = "N",
      defaultValue = "1764",
      description = "Units of the dense layer (${DEFAULT-VALUE}).")
  private int denseUnits;

  /** The network; an IllegalArgumentException for values that are no good. */
  CnnParams params() {
    return new CnnParams(conv1Filters, conv2Filters, denseUnits, dropoutRate, learningRate);
  }
}
