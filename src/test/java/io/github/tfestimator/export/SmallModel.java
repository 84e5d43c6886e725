package io.github.tfestimator.export;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.data.Digits;
import io.github.tfestimator.data.Examples;
import io.github.tfestimator.data.LabeledImages;
import io.github.tfestimator.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import java.nio.file.Path;

/** Trains a small network, for tests of what becomes of it. */
public final class SmallModel {
  /** The network. */
  static final CnnModelFn MODEL = new CnnModelFn(new CnnParams(3, 4, 8, 0.4f, 0.1f));

  private SmallModel() {}

  /**
   * Trains on fifty drawn digits.
   *
   * @param modelDir where
   * @param scaler what scales them
   * @return the trained model
   */
  public static Estimator train(Path modelDir, MinMaxScaler scaler) {
    Estimator estimator = Estimator.of(MODEL, RunConfig.in(modelDir));
    LabeledImages digits = Digits.draw(50, 1);
    estimator.train(Examples.of(digits, scaler).shuffledBatches(10, 1), Steps.more(5));
    return estimator;
  }

  /**
   * Trains with pixels divided by 255.
   *
   * @param modelDir where
   * @return the trained model
   */
  public static Estimator train(Path modelDir) {
    return train(modelDir, MinMaxScaler.unit(784));
  }
}
