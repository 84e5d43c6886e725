package io.github.tfestimator.export;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.ServingInput;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.estimator.Steps;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** Trains a small network, for tests of what becomes of it. */
public final class SmallModel {
  /** The network. */
  static final CnnModelFn MODEL =
      new CnnModelFn(
          CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0.4f, 0.1f));

  /** Scaled features alone, where the ways in don't matter: the export is checked in no time. */
  static final ServingInputFn FEATURES =
      tf -> {
        var x =
            tf.withName("x")
                .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 784)));
        return new ServingInput(
            Features.of(new TreeMap<>(Map.of("x", x))),
            List.of(ServingSignature.predict(ServingSignature.DEFAULT, "x", x)));
      };

  /**
   * The tutorial's signatures of numbers. Checking an export of those that decode images as well
   * takes ten times as long.
   */
  public static final ServingInputFn PIXELS =
      tf -> {
        ServingInput all = new ImageServingInputFn(MinMaxScaler.unit(784)).apply(tf);
        return new ServingInput(all.features(), all.signatures().subList(0, 2));
      };

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
