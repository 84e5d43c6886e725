package io.github.tfestimator.layers;

import static java.util.Objects.requireNonNull;

/**
 * The arguments of layers that have defaults. {@link LayerArguments} inherits them, and users
 * import them from it.
 */
abstract class OptionalArguments {
  OptionalArguments() {}

  /**
   * The name of a layer, and so the beginning of its variables' names.
   *
   * @param value without a slash
   */
  public record Name(String value)
      implements ConvolutionArgument,
          DenseArgument,
          BatchNormalizationArgument,
          EmbeddingArgument {}

  /**
   * The dilation of a convolution: the distance between the values that a window reads.
   *
   * @param height of rows, 1 (as they lie) or more
   * @param width of columns, 1 or more
   */
  public record DilationRate(int height, int width) implements ConvolutionArgument {
    /** Checks both. */
    public DilationRate {
      NumberChecks.requireCount("dilation rate", Math.min(height, width));
    }
  }

  /**
   * The choice of a bias: {@code use_bias=}.
   *
   * @param value true unless told otherwise
   */
  public record UseBias(boolean value) implements ConvolutionArgument, DenseArgument {}

  /**
   * The initial values of a kernel.
   *
   * @param value Glorot's uniform ones unless told otherwise
   */
  public record KernelInitializer(Initializer value)
      implements ConvolutionArgument, DenseArgument {}

  /**
   * The initial values of a bias.
   *
   * @param value zeros unless told otherwise
   */
  public record BiasInitializer(Initializer value) implements ConvolutionArgument, DenseArgument {}

  /**
   * The penalty on a kernel, part of {@link Layers#regularizationLoss}.
   *
   * @param value such as {@code l2(1e-4f)}
   */
  public record KernelRegularizer(Regularizer value)
      implements ConvolutionArgument, DenseArgument {}

  /**
   * The penalty on a bias, part of {@link Layers#regularizationLoss}.
   *
   * @param value such as {@code l2(1e-4f)}
   */
  public record BiasRegularizer(Regularizer value) implements ConvolutionArgument, DenseArgument {}

  /**
   * The initial values of an embedding.
   *
   * @param value uniform within 0.05 unless told otherwise
   */
  public record EmbeddingsInitializer(Initializer value) implements EmbeddingArgument {}

  /**
   * The penalty on an embedding, part of {@link Layers#regularizationLoss}.
   *
   * @param value such as {@code l2(1e-4f)}
   */
  public record EmbeddingsRegularizer(Regularizer value) implements EmbeddingArgument {}

  /**
   * The share of its previous value that a moving average keeps in each step.
   *
   * @param value 0.99 unless told otherwise; at least 0 and below 1
   */
  public record Momentum(float value) implements BatchNormalizationArgument {
    /** Checks the value. */
    public Momentum {
      NumberChecks.requireFraction("momentum", value);
    }
  }

  /**
   * The number that is added to a variance before the division.
   *
   * @param value 0.001 unless told otherwise; above 0 and finite
   */
  public record Epsilon(float value) implements BatchNormalizationArgument {
    /** Checks the value. */
    public Epsilon {
      NumberChecks.requirePositive("epsilon", value);
    }
  }

  /**
   * The choice of {@code beta}, which a batch normalization adds: {@code center=}.
   *
   * @param value true unless told otherwise
   */
  public record Center(boolean value) implements BatchNormalizationArgument {}

  /**
   * The choice of {@code gamma}, which a batch normalization multiplies by: {@code scale=}.
   *
   * @param value true unless told otherwise
   */
  public record Scale(boolean value) implements BatchNormalizationArgument {}

  /**
   * {@code name=}: a second layer of the same name gets a number, such as {@code logits_1}.
   *
   * @param value the layer's name, without a slash
   * @return the argument
   */
  public static Name name(String value) {
    return new Name(requireNonNull(value, "name"));
  }

  /**
   * {@code dilation_rate=}.
   *
   * @param rate how far apart a convolution's window reads its values, 1 or more
   * @return the argument
   * @throws IllegalArgumentException if the rate is below 1
   */
  public static DilationRate dilationRate(int rate) {
    return new DilationRate(rate, rate);
  }

  /**
   * {@code use_bias=}.
   *
   * @param value true unless told otherwise
   * @return the argument
   */
  public static UseBias useBias(boolean value) {
    return new UseBias(value);
  }

  /**
   * {@code kernel_initializer=}.
   *
   * @param value Glorot's uniform ones unless told otherwise
   * @return the argument
   */
  public static KernelInitializer kernelInitializer(Initializer value) {
    return new KernelInitializer(requireNonNull(value, "kernelInitializer"));
  }

  /**
   * {@code bias_initializer=}.
   *
   * @param value zeros unless told otherwise
   * @return the argument
   */
  public static BiasInitializer biasInitializer(Initializer value) {
    return new BiasInitializer(requireNonNull(value, "biasInitializer"));
  }

  /**
   * {@code kernel_regularizer=}.
   *
   * @param value such as {@code l2(1e-4f)}
   * @return the argument
   */
  public static KernelRegularizer kernelRegularizer(Regularizer value) {
    return new KernelRegularizer(requireNonNull(value, "kernelRegularizer"));
  }

  /**
   * {@code bias_regularizer=}.
   *
   * @param value such as {@code l2(1e-4f)}
   * @return the argument
   */
  public static BiasRegularizer biasRegularizer(Regularizer value) {
    return new BiasRegularizer(requireNonNull(value, "biasRegularizer"));
  }

  /**
   * {@code embeddings_initializer=}.
   *
   * @param value uniform within 0.05 unless told otherwise
   * @return the argument
   */
  public static EmbeddingsInitializer embeddingsInitializer(Initializer value) {
    return new EmbeddingsInitializer(requireNonNull(value, "embeddingsInitializer"));
  }

  /**
   * {@code embeddings_regularizer=}.
   *
   * @param value such as {@code l2(1e-4f)}
   * @return the argument
   */
  public static EmbeddingsRegularizer embeddingsRegularizer(Regularizer value) {
    return new EmbeddingsRegularizer(requireNonNull(value, "embeddingsRegularizer"));
  }

  /**
   * {@code momentum=}.
   *
   * @param value 0.99 unless told otherwise; at least 0 and below 1
   * @return the argument
   * @throws IllegalArgumentException if the value is outside of that
   */
  public static Momentum momentum(float value) {
    return new Momentum(value);
  }

  /**
   * {@code epsilon=}.
   *
   * @param value 0.001 unless told otherwise; above 0 and finite
   * @return the argument
   * @throws IllegalArgumentException if the value is outside of that
   */
  public static Epsilon epsilon(float value) {
    return new Epsilon(value);
  }

  /**
   * {@code center=}.
   *
   * @param value true unless told otherwise
   * @return the argument
   */
  public static Center center(boolean value) {
    return new Center(value);
  }

  /**
   * {@code scale=}.
   *
   * @param value true unless told otherwise
   * @return the argument
   */
  public static Scale scale(boolean value) {
    return new Scale(value);
  }
}
