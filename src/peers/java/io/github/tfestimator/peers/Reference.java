package io.github.tfestimator.peers;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.layers.NaiveLayers;
import io.github.tfestimator.layers.NaiveLayers.Conv;

/** The network in naive Java and double precision: what all frameworks should compute. */
final class Reference {
  private final Weights weights;

  Reference(Weights weights) {
    this.weights = weights;
  }

  double[] logProbabilities(ImageBatch images) {
    int batch = images.size();
    double[] x = Tensors.exact(images.all());
    int half = Sizes.SIDE / 2;
    double[] first = conv("conv2d", new Conv(batch, Sizes.SIDE, 1, Sizes.FILTERS1, 5), x);
    double[] second =
        conv("conv2d_1", new Conv(batch, half, Sizes.FILTERS1, Sizes.FILTERS2, 5), first);
    double[] dense = NaiveLayers.relu(dense("dense", second));
    double[] logs = NaiveLayers.softmax(dense("dense_1", dense), Sizes.CLASSES);
    for (int i = 0; i < logs.length; i++) {
      logs[i] = Math.log(logs[i]);
    }
    return logs;
  }

  /** With ReLU and pooling. */
  private double[] conv(String layer, Conv conv, double[] input) {
    double[] kernel = Tensors.exact(weights.kernel(layer));
    double[] bias = Tensors.exact(weights.bias(layer));
    double[] output = NaiveLayers.relu(NaiveLayers.conv2d(conv, input, kernel, bias));
    int[] places = NaiveLayers.maxPlaces(output, conv.batch(), conv.side(), conv.out());
    return NaiveLayers.gather(output, places);
  }

  private double[] dense(String layer, double[] input) {
    double[] kernel = Tensors.exact(weights.kernel(layer));
    return NaiveLayers.dense(input, kernel, Tensors.exact(weights.bias(layer)));
  }
}
