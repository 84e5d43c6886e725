package io.github.tfestimator.cnn;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The probabilities that a model gave to labeled examples: how well they say how often it is right,
 * and what would mend them. Source: Guo et al., <a href="https://arxiv.org/abs/1706.04599">On
 * Calibration of Modern Neural Networks</a> (2017), temperature scaling and equation 3.
 */
public final class Calibration {
  private static final int BINS = 15;

  /** The least temperature that is tried. */
  public static final float MIN_TEMPERATURE = 0.05f;

  /** The highest temperature that is tried. */
  public static final float MAX_TEMPERATURE = 20;

  /** The least probability, as 0 has no logarithm. */
  private static final double MIN_PROBABILITY = 1e-30;

  private final List<float[]> probabilities;
  private final int[] labels;

  /**
   * Creates a calibration.
   *
   * @param probabilities of each class, for each example
   * @param labels the class of each example
   * @throws IllegalArgumentException if their numbers differ, or there are none
   */
  public Calibration(List<float[]> probabilities, int[] labels) {
    if (probabilities.isEmpty() || probabilities.size() != labels.length) {
      throw new IllegalArgumentException(
          "%d predictions and %d labels must be equally many, and one or more"
              .formatted(probabilities.size(), labels.length));
    }
    this.probabilities = List.copyOf(probabilities);
    this.labels = labels.clone();
  }

  /** {@return the number of examples} */
  public int size() {
    return labels.length;
  }

  /**
   * Selects examples.
   *
   * @param indices of the examples, from 0
   * @return their calibration
   * @throws IllegalArgumentException if there are none
   */
  public Calibration select(IntStream indices) {
    int[] selected = indices.toArray();
    return new Calibration(
        IntStream.of(selected).mapToObj(probabilities::get).toList(),
        IntStream.of(selected).map(i -> labels[i]).toArray());
  }

  /**
   * Finds the temperature with the least mean cross-entropy, by which the logits are to be divided.
   *
   * @return from 0.05 to 20; above 1 if the model is surer than it should be
   */
  public float temperature() {
    // Golden-section search: the loss has one minimum over the logarithm of the temperature.
    double ratio = (Math.sqrt(5) - 1) / 2;
    double low = Math.log(MIN_TEMPERATURE);
    double high = Math.log(MAX_TEMPERATURE);
    while (high - low > 1e-6) {
      double left = high - ratio * (high - low);
      double right = low + ratio * (high - low);
      if (loss(Math.exp(left)) <= loss(Math.exp(right))) {
        high = right;
      } else {
        low = left;
      }
    }
    return (float) Math.exp((low + high) / 2);
  }

  /**
   * Returns the mean cross-entropy.
   *
   * @param temperature what the logits are divided by; 1 for the probabilities as they are
   * @return the loss, in nats
   */
  public double loss(double temperature) {
    double sum = 0;
    for (int i = 0; i < labels.length; i++) {
      sum -= Math.log(Math.max(MIN_PROBABILITY, scaled(i, temperature)[labels[i]]));
    }
    return sum / labels.length;
  }

  /**
   * Returns the expected calibration error: how far the probability of the answer is from the share
   * of right answers, on average, over 15 bins of equal width.
   *
   * @param temperature what the logits are divided by; 1 for the probabilities as they are
   * @return the error, 0 to 1
   */
  public double expectedCalibrationError(double temperature) {
    double sum = 0;
    for (Bin bin : reliability(temperature)) {
      sum += bin.examples() * Math.abs(bin.confidence() - bin.accuracy());
    }
    return sum / labels.length;
  }

  /**
   * The answers whose probability is in a range.
   *
   * @param examples how many there are
   * @param confidence the mean probability of the answers, 0 without any
   * @param accuracy the share of right answers, 0 without any
   */
  public record Bin(int examples, double confidence, double accuracy) {}

  /**
   * Returns the reliability curve: how sure the answers are and how often they are right, in 15
   * bins of equal width.
   *
   * @param temperature what the logits are divided by; 1 for the probabilities as they are
   * @return the bins, by ascending probability
   */
  public List<Bin> reliability(double temperature) {
    int[] counts = new int[BINS];
    int[] hits = new int[BINS];
    double[] confidences = new double[BINS];
    for (int i = 0; i < labels.length; i++) {
      double[] scaled = scaled(i, temperature);
      int best = 0;
      for (int k = 1; k < scaled.length; k++) {
        best = scaled[k] > scaled[best] ? k : best;
      }
      int bin = Math.min(BINS - 1, (int) (scaled[best] * BINS));
      counts[bin]++;
      hits[bin] += best == labels[i] ? 1 : 0;
      confidences[bin] += scaled[best];
    }
    return IntStream.range(0, BINS)
        .mapToObj(
            bin -> {
              int count = Math.max(1, counts[bin]);
              return new Bin(counts[bin], confidences[bin] / count, (double) hits[bin] / count);
            })
        .toList();
  }

  /** An example's probabilities at a temperature: those of p^(1/T), as the logits are log p. */
  private double[] scaled(int example, double temperature) {
    float[] original = probabilities.get(example);
    double[] scaled = new double[original.length];
    double sum = 0;
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] = Math.pow(Math.max(MIN_PROBABILITY, original[k]), 1 / temperature);
      sum += scaled[k];
    }
    for (int k = 0; k < scaled.length; k++) {
      scaled[k] /= sum;
    }
    return scaled;
  }
}
