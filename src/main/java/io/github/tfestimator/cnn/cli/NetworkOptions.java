package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.CnnParams;
import picocli.CommandLine.Option;

/** The options of the network. */
final class NetworkOptions {
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

  @Option(
      names = "--dropout-rate",
      paramLabel = "RATE",
      defaultValue = "0.4",
      description =
          "Fraction of the dense layer that a step drops, at least 0, below 1 (${DEFAULT-VALUE}).")
  private float dropoutRate;

  /** Returns the network; an IllegalArgumentException for values out of range. */
  CnnParams params(float learningRate) {
    return new CnnParams(conv1Filters, conv2Filters, denseUnits, dropoutRate, learningRate);
  }
}
