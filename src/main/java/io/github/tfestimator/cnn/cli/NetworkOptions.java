package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.Optimization;
import io.github.tfestimator.cnn.augment.AugmentationKind;
import io.github.tfestimator.cnn.data.ImageShape;
import java.util.List;
import picocli.CommandLine.Option;

/** The options of the network. */
final class NetworkOptions {
  @Option(
      names = "--conv",
      paramLabel = "N",
      split = ",",
      splitSynopsisLabel = ",",
      defaultValue = "32,36",
      description =
          "Filters of each convolution, such as 32,36,64 for three; a pooling after each halves the"
              + " image (${DEFAULT-VALUE}).")
  private List<Integer> conv;

  @Option(
      names = "--kernel",
      paramLabel = "N",
      defaultValue = "5",
      description = "Height and width of the convolutions' windows (${DEFAULT-VALUE}).")
  private int kernel;

  @Option(
      names = "--dense",
      paramLabel = "N",
      split = ",",
      splitSynopsisLabel = ",",
      defaultValue = "1764",
      description = "Units of each dense layer, such as 1764,256 for two (${DEFAULT-VALUE}).")
  private List<Integer> dense;

  @Option(
      names = "--batch-norm",
      arity = "0..1",
      hideParamSyntax = true,
      fallbackValue = "true",
      defaultValue = "false",
      description = "Normalize each convolution by its batch, before its ReLU (${DEFAULT-VALUE}).")
  private boolean batchNorm;

  @Option(
      names = "--dropout-rate",
      paramLabel = "RATE",
      defaultValue = "0.4",
      description =
          "Fraction of the last dense layer that a step drops, at least 0, below 1"
              + " (${DEFAULT-VALUE}).")
  private float dropoutRate;

  @Option(
      names = "--augment",
      paramLabel = "KIND",
      split = ",",
      splitSynopsisLabel = ",",
      defaultValue = "none",
      description =
          "Change the images of each step at random: any of shift, rotation, scale, shear, elastic,"
              + " thickness (together: digits), flip, crop, color (together: color-images)"
              + " (${DEFAULT-VALUE}).")
  private List<String> augment;

  /** Returns the network; an IllegalArgumentException for values out of range. */
  CnnParams params(ImageShape image, int classes, Optimization optimization) {
    return new CnnParams(
        image,
        classes,
        conv,
        kernel,
        dense,
        batchNorm,
        dropoutRate,
        optimization,
        augment.stream().map(AugmentationKind::named).flatMap(List::stream).toList());
  }
}
