package io.github.tfestimator.serving;

import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.ServingInput;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.export.SmallModel;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;

/** A model that knows of scaled features only, and so is loaded and warmed quickly. */
public final class FeaturesAlone implements ServingInputFn {

  /** Exports a model trained with a scaler. */
  static Path export(Path folder, MinMaxScaler scaler) {
    return SavedModelExporter.of(new FeaturesAlone())
        .export(SmallModel.train(folder.resolve("model"), scaler), folder.resolve("out"));
  }

  @Override
  public ServingInput apply(Ops tf) {
    var x =
        tf.withName("x")
            .placeholder(TFloat32.class, Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, 784)));
    SortedMap<String, Operand<TFloat32>> features = new TreeMap<>();
    features.put("x", x);
    return new ServingInput(
        Features.of(features), List.of(ServingSignature.predict("serving_default", "x", x)));
  }
}
