package io.github.tfestimator.cnn;

import io.github.tfestimator.cnn.augment.AugmentationKind;
import io.github.tfestimator.cnn.data.ImageShape;
import java.util.List;
import java.util.Objects;

/**
 * The hyperparameters of the network; {@link #defaults} is the tutorial's final function. Sizes are
 * checked together: each convolution is followed by a pooling that halves height and width, and at
 * least one pixel must be left.
 *
 * @param image the shape of the images
 * @param classes the number of classes, 2 to 65,536
 * @param convFilters features of each convolution, 1 to 1,000,000, for 1 to 12 convolutions
 * @param kernelSize height and width of the convolutions' windows, 1 to 255
 * @param denseUnits outputs of each dense layer, 1 to 1,000,000, for 1 to 100 layers
 * @param batchNorm whether each convolution is normalized before its ReLU
 * @param dropoutRate the fraction of the last dense layer that a training step drops, at least 0
 *     and below 1
 * @param optimization how a training moves the weights
 * @param augmentation how the images of a training step are changed, in any order; empty for not at
 *     all
 */
public record CnnParams(
    ImageShape image,
    int classes,
    List<Integer> convFilters,
    int kernelSize,
    List<Integer> denseUnits,
    boolean batchNorm,
    float dropoutRate,
    Optimization optimization,
    List<AugmentationKind> augmentation) {

  private static final int MAX_UNITS = 1_000_000;
  private static final int MAX_CLASSES = 65_536;
  private static final int MAX_KERNEL = 255;
  private static final int MAX_CONVOLUTIONS = 12;
  private static final int MAX_DENSE = 100;

  private static final CnnParams DEFAULTS =
      new CnnParams(
          new ImageShape(28, 28, 1),
          10,
          List.of(32, 36),
          5,
          List.of(1764),
          false,
          0.4f,
          Optimization.defaults(),
          List.of());

  /** Checks the values. */
  public CnnParams {
    Objects.requireNonNull(image, "no image shape");
    Objects.requireNonNull(optimization, "no optimization");
    convFilters = layers("conv filters", convFilters, MAX_CONVOLUTIONS);
    denseUnits = layers("dense units", denseUnits, MAX_DENSE);
    augmentation = copy("augmentation", augmentation).stream().distinct().sorted().toList();
    requireWithin("classes", classes, 2, MAX_CLASSES);
    requireWithin("kernel size", kernelSize, 1, MAX_KERNEL);
    if (!(dropoutRate >= 0 && dropoutRate < 1)) {
      throw new IllegalArgumentException(
          "dropout rate (" + dropoutRate + ") must be at least 0 and below 1");
    }
    requirePoolings(image, convFilters);
    requireInt32Weights(image, convFilters, denseUnits.get(0));
  }

  /**
   * Returns the tutorial's parameters.
   *
   * @return images of 28x28x1 in 10 classes, 32 and 36 filters of 5x5, 1764 units, dropout 0.4,
   *     gradient descent with a learning rate of 0.001
   */
  public static CnnParams defaults() {
    return DEFAULTS;
  }

  /**
   * Returns parameters with another shape of images.
   *
   * @param value the shape
   * @return the parameters
   */
  public CnnParams withImage(ImageShape value) {
    return new CnnParams(
        value,
        classes,
        convFilters,
        kernelSize,
        denseUnits,
        batchNorm,
        dropoutRate,
        optimization,
        augmentation);
  }

  /**
   * Returns parameters with another number of classes.
   *
   * @param value the number
   * @return the parameters
   */
  public CnnParams withClasses(int value) {
    return new CnnParams(
        image,
        value,
        convFilters,
        kernelSize,
        denseUnits,
        batchNorm,
        dropoutRate,
        optimization,
        augmentation);
  }

  /**
   * Returns parameters with other layers.
   *
   * @param filters features of each convolution
   * @param units outputs of each dense layer
   * @return the parameters
   */
  public CnnParams withLayers(List<Integer> filters, List<Integer> units) {
    return new CnnParams(
        image,
        classes,
        filters,
        kernelSize,
        units,
        batchNorm,
        dropoutRate,
        optimization,
        augmentation);
  }

  /**
   * Returns parameters with or without batch normalization.
   *
   * @param value whether each convolution is normalized
   * @return the parameters
   */
  public CnnParams withBatchNorm(boolean value) {
    return new CnnParams(
        image,
        classes,
        convFilters,
        kernelSize,
        denseUnits,
        value,
        dropoutRate,
        optimization,
        augmentation);
  }

  /**
   * Returns parameters with other rates.
   *
   * @param dropout the dropout rate
   * @param learning the learning rate
   * @return the parameters
   */
  public CnnParams withRates(float dropout, float learning) {
    return new CnnParams(
        image,
        classes,
        convFilters,
        kernelSize,
        denseUnits,
        batchNorm,
        dropout,
        optimization.withLearningRate(learning),
        augmentation);
  }

  /**
   * Returns parameters with another way to move the weights.
   *
   * @param value the way
   * @return the parameters
   */
  public CnnParams withOptimization(Optimization value) {
    return new CnnParams(
        image,
        classes,
        convFilters,
        kernelSize,
        denseUnits,
        batchNorm,
        dropoutRate,
        value,
        augmentation);
  }

  /**
   * Returns parameters with other augmentation.
   *
   * @param value the kinds
   * @return the parameters
   */
  public CnnParams withAugmentation(List<AugmentationKind> value) {
    return new CnnParams(
        image,
        classes,
        convFilters,
        kernelSize,
        denseUnits,
        batchNorm,
        dropoutRate,
        optimization,
        value);
  }

  private static <T> List<T> copy(String name, List<T> list) {
    if (list == null || list.stream().anyMatch(Objects::isNull)) {
      throw new NullPointerException("no " + name + ", or an unknown one among them");
    }
    return List.copyOf(list);
  }

  private static List<Integer> layers(String name, List<Integer> list, int maxLayers) {
    List<Integer> sizes = copy(name, list);
    if (sizes.isEmpty() || sizes.size() > maxLayers) {
      throw new IllegalArgumentException(
          "%s (%s) must be 1 to %d numbers, one for each layer".formatted(name, sizes, maxLayers));
    }
    sizes.forEach(size -> requireWithin(name, size, 1, MAX_UNITS));
    return sizes;
  }

  private static void requireWithin(String name, int value, int min, int max) {
    if (value < min) {
      throw new IllegalArgumentException("%s (%d) must be %d or more".formatted(name, value, min));
    }
    if (value > max) {
      throw new IllegalArgumentException("%s (%d) must be %d or less".formatted(name, value, max));
    }
  }

  private static void requirePoolings(ImageShape image, List<Integer> filters) {
    int most = 31 - Integer.numberOfLeadingZeros(Math.min(image.height(), image.width()));
    if (most == 0) {
      throw new IllegalArgumentException(
          "images of %s are too small for a convolution and its pooling: 2x2 pixels are the least"
              .formatted(image));
    }
    if (filters.size() > most) {
      throw new IllegalArgumentException(
          "conv filters (%s) are too many for images of %s, whose shorter side %d poolings halve to a pixel: give %d or fewer, or larger images"
              .formatted(filters, image, most, most));
    }
  }

  /** The first dense layer is the one that grows with the image. */
  private static void requireInt32Weights(ImageShape image, List<Integer> filters, int units) {
    int poolings = filters.size();
    long pixels = (long) (image.height() >> poolings) * (image.width() >> poolings);
    long inputs = pixels * filters.get(poolings - 1);
    if (inputs > Integer.MAX_VALUE / units) {
      throw new IllegalArgumentException(
          "dense units (%d) for %d features of an image of %s make more than %d weights: give fewer units or filters, more convolutions, or smaller images"
              .formatted(units, inputs, image, Integer.MAX_VALUE));
    }
  }
}
