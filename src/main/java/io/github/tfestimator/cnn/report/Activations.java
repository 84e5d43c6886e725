package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Features;
import io.github.tfestimator.estimator.Labels;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.Prediction;
import io.github.tfestimator.estimator.RunConfig;
import java.awt.image.BufferedImage;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Output;
import org.tensorflow.op.Ops;

/**
 * The outputs of the first convolution's ReLU for an image.
 *
 * @param height of a map
 * @param width of a map
 * @param filters how many maps there are
 * @param values [height, width, filters]
 */
record Activations(int height, int width, int filters, float[] values) {
  private static final int MAX_MAPS = 32;
  private static final int MAX_LARGE_MAPS = 16;
  private static final int PER_ROW = 16;
  private static final int MAX_SIDE = 32;
  private static final String NAME = "activations";

  /** Computes the activations of images by the network's own graph. */
  static List<Activations> of(ImageModel model, CheckpointReader checkpoint, LabeledImages images) {
    try (var scratch = Scratch.open()) {
      var cnn = Estimator.of(new Tapped(model.modelFn()), RunConfig.in(scratch.folder()));
      try (Stream<Prediction> all = cnn.predict(model.batches(images), checkpoint.prefix())) {
        return all.map(Activations::of).toList();
      }
    }
  }

  private static Activations of(Prediction prediction) {
    var shape = prediction.get(NAME).shape();
    return new Activations(
        (int) shape.get(0), (int) shape.get(1), (int) shape.get(2), prediction.asFloats(NAME));
  }

  /** Draws the maps side by side, from 0 to the largest value of all: the brighter, the larger. */
  BufferedImage image() {
    boolean isLarge = Math.max(height, width) > MAX_SIDE;
    int maps = Math.min(isLarge ? MAX_LARGE_MAPS : MAX_MAPS, filters);
    int stride = (Math.max(height, width) + MAX_SIDE - 1) / MAX_SIDE;
    int rows = height / stride;
    int columns = width / stride;
    float largest = Float.MIN_NORMAL;
    for (float value : values) {
      largest = Math.max(largest, value);
    }
    var image =
        new BufferedImage(
            Math.min(PER_ROW, maps) * (columns + 1) + 1,
            (maps + PER_ROW - 1) / PER_ROW * (rows + 1) + 1,
            BufferedImage.TYPE_BYTE_GRAY);
    for (int map = 0; map < maps; map++) {
      for (int i = 0; i < rows * columns; i++) {
        int y = i / columns;
        int x = i % columns;
        float value = values[(y * stride * width + x * stride) * filters + map];
        image
            .getRaster()
            .setSample(
                map % PER_ROW * (columns + 1) + 1 + x,
                map / PER_ROW * (rows + 1) + 1 + y,
                0,
                Math.round(255 * value / largest));
      }
    }
    return image;
  }

  /** The network with a further prediction. */
  private record Tapped(CnnModelFn network) implements ModelFn {
    @Override
    public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
      network.apply(tf, features, labels, mode);
      return EstimatorSpec.predict(Map.of(NAME, firstRelu((Graph) tf.scope().env())));
    }

    private static Output<?> firstRelu(Graph graph) {
      var operations = graph.operations();
      while (operations.hasNext()) {
        GraphOperation operation = operations.next();
        if (operation.type().equals("Relu")) {
          return operation.output(0);
        }
      }
      throw new IllegalStateException("The network has no ReLU");
    }
  }
}
