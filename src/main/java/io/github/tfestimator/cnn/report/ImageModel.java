package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.data.TrainingFingerprint;
import io.github.tfestimator.input.InputFn;
import java.util.List;
import java.util.Optional;

/**
 * A model of images, with the data that it was trained on.
 *
 * @param modelFn the network, as it predicts
 * @param scaler of the pixels
 * @param data training and test set, whose classes have the model's numbers; owned by the caller
 * @param fingerprint batch size and seed of the newest training, if they are known
 */
public record ImageModel(
    CnnModelFn modelFn,
    MinMaxScaler scaler,
    DataSplit data,
    Optional<TrainingFingerprint> fingerprint) {
  /**
   * Images of a batch, as {@code evaluate} has it: the mean of the batches' losses depends on it.
   */
  static final int BATCH_SIZE = 128;

  /** Batches that are decoded ahead of the step where images are read on demand. */
  private static final int AHEAD = 4;

  LabeledImages test() {
    return data.test();
  }

  LabeledImages train() {
    return data.train();
  }

  List<String> classNames() {
    return test().classNames();
  }

  /** Returns scaled images in batches, in order, once. */
  InputFn batches(LabeledImages images) {
    InputFn batches = Examples.of(images, scaler).batches(BATCH_SIZE);
    return images.images().isReadOnDemand() ? batches.prefetch(AHEAD) : batches;
  }
}
