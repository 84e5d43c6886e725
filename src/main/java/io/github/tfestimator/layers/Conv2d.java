package io.github.tfestimator.layers;

import io.github.tfestimator.layers.LayerArguments.Filters;
import io.github.tfestimator.layers.LayerArguments.KernelSize;
import io.github.tfestimator.layers.LayerArguments.Strides;
import io.github.tfestimator.layers.OptionalArguments.DilationRate;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;

/** {@code tf.layers.conv2d}. */
final class Conv2d {
  private static final Strides ONE_STEP = new Strides(1, 1);
  private static final DilationRate DENSE = new DilationRate(1, 1);

  private Conv2d() {}

  /** Returns the sums, to which bias and activation are still to be applied. */
  static ConvolutionSums<?> of(
      LayerBuilder layer, Operand<TFloat32> input, Filters filters, KernelSize kernelSize) {
    return of(layer, MixedPrecision.computeType(layer.scope()), input, filters, kernelSize);
  }

  private static <T extends TFloating> ConvolutionSums<T> of(
      LayerBuilder layer,
      Class<T> type,
      Operand<TFloat32> input,
      Filters filters,
      KernelSize kernelSize) {
    int channels = layer.lastDimension(input, 4, 4);
    var strides = layer.arguments().get(Strides.class).orElse(ONE_STEP);
    var dilation = layer.arguments().get(DilationRate.class).orElse(DENSE);
    if (!strides.equals(ONE_STEP) && !dilation.equals(DENSE)) {
      throw new IllegalArgumentException(
          "conv2d takes strides or a dilation rate above 1, but was given both: %s and %s"
              .formatted(strides, dilation));
    }
    var padding = layer.arguments().get(Padding.class).orElse(Padding.VALID);
    var activation = layer.arguments().get(Activation.class).orElse(Activation.LINEAR);

    Ops tf = layer.scope();
    var shape = Shape.of(kernelSize.height(), kernelSize.width(), channels, filters.count());
    var kernel = MixedPrecision.lower(tf, layer.kernel(shape), type);
    var bias = layer.bias(filters.count()).map(b -> MixedPrecision.lower(tf, b, type));
    var images = MixedPrecision.lower(tf, input, type);
    var sums =
        dilation.equals(DENSE)
            ? tf.nn.conv2d(images, kernel, strides.ofImages(), padding.name())
            : DilatedConvolution.of(tf, images, kernel, dilation, padding);
    return new ConvolutionSums<>(sums, bias, activation);
  }
}
