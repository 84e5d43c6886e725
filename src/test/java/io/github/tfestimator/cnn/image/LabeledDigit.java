package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.Mnist;
import io.github.tfestimator.cnn.data.TrainTestSplit;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * A digit of MNIST.
 *
 * @param pixels 784 pixels
 * @param label the digit
 */
record LabeledDigit(byte[] pixels, int label) {
  /** The digits by which fitting's thresholds were tuned are the first of the official test set. */
  private static final int TUNING = 5_000;

  /**
   * Digits of the official test set that are in the tutorial's test set, too, so that no model was
   * trained on them; about a thousand in each half.
   *
   * @param isTuning whether the digits are of the half by which fitting's thresholds were tuned
   * @param count how many to take, evenly from the whole half
   * @throws IllegalArgumentException if there are fewer
   */
  static List<LabeledDigit> half(DataSplit official, boolean isTuning, int count) {
    LabeledImages tutorial = TrainTestSplit.split(Mnist.original(official), 0.2, 42).test();
    Set<ByteBuffer> unseen = new HashSet<>();
    for (int i = 0; i < tutorial.size(); i++) {
      unseen.add(ByteBuffer.wrap(tutorial.images().image(i)));
    }
    LabeledImages test = official.test();
    List<LabeledDigit> digits = new ArrayList<>();
    for (int i = isTuning ? 0 : TUNING; i < (isTuning ? TUNING : test.size()); i++) {
      byte[] pixels = test.images().image(i);
      if (unseen.contains(ByteBuffer.wrap(pixels))) {
        digits.add(new LabeledDigit(pixels, test.labels()[i]));
      }
    }
    int size = digits.size();
    if (count > size) {
      throw new IllegalArgumentException(
          "a half has %d digits that no model saw, but %d are asked for".formatted(size, count));
    }
    return IntStream.range(0, count).mapToObj(i -> digits.get(i * size / count)).toList();
  }
}
