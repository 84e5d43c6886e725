package io.github.tfestimator.layers;

import java.util.List;

/**
 * The arguments of {@link Layers}' methods, named as Python's keywords and checked when they are
 * made. To be imported statically. Those that Python has defaults for are given in any order; one
 * that is given twice, or that can have no effect, is an error.
 */
public final class LayerArguments extends OptionalArguments {
  private LayerArguments() {}

  /**
   * The number of filters of a convolution.
   *
   * @param count 1 or more
   */
  public record Filters(int count) {
    /** Checks the count. */
    public Filters {
      NumberChecks.requireCount("filters", count);
    }
  }

  /**
   * The window of a convolution.
   *
   * @param height rows, 1 or more
   * @param width columns, 1 or more
   */
  public record KernelSize(int height, int width) {
    /** Checks both sides. */
    public KernelSize {
      NumberChecks.requireCount("kernel height", height);
      NumberChecks.requireCount("kernel width", width);
    }
  }

  /**
   * The window of a pooling.
   *
   * @param height rows, 1 or more
   * @param width columns, 1 or more
   */
  public record PoolSize(int height, int width) {
    /** Checks both sides. */
    public PoolSize {
      NumberChecks.requireCount("pool height", height);
      NumberChecks.requireCount("pool width", width);
    }

    List<Long> ofImages() {
      return List.of(1L, (long) height, (long) width, 1L);
    }
  }

  /**
   * The strides of a window.
   *
   * @param height rows, 1 or more
   * @param width columns, 1 or more
   */
  public record Strides(int height, int width) implements ConvolutionArgument {
    /** Checks both. */
    public Strides {
      NumberChecks.requireCount("strides", Math.min(height, width));
    }

    List<Long> ofImages() {
      return List.of(1L, (long) height, (long) width, 1L);
    }
  }

  /**
   * The number of ids of an embedding.
   *
   * @param size 1 or more; ids are below
   */
  public record Vocabulary(int size) {
    /** Checks the size. */
    public Vocabulary {
      NumberChecks.requireCount("vocabulary", size);
    }
  }

  /**
   * The number of outputs of a dense layer or an embedding.
   *
   * @param count 1 or more
   */
  public record Units(int count) {
    /** Checks the count. */
    public Units {
      NumberChecks.requireCount("units", count);
    }
  }

  /**
   * The fraction of the inputs that a dropout drops.
   *
   * @param dropped at least 0 and below 1
   */
  public record Rate(float dropped) {
    /** Checks the fraction. */
    public Rate {
      NumberChecks.requireFraction("dropout rate", dropped);
    }
  }

  /**
   * {@code filters=}.
   *
   * @param count the number of filters
   * @return the argument
   * @throws IllegalArgumentException if it is below 1
   */
  public static Filters filters(int count) {
    return new Filters(count);
  }

  /**
   * {@code kernel_size=}.
   *
   * @param height rows of a convolution's window
   * @param width its columns
   * @return the argument
   * @throws IllegalArgumentException if one is below 1
   */
  public static KernelSize kernelSize(int height, int width) {
    return new KernelSize(height, width);
  }

  /**
   * {@code pool_size=}.
   *
   * @param height rows of a pooling's window
   * @param width its columns
   * @return the argument
   * @throws IllegalArgumentException if one is below 1
   */
  public static PoolSize poolSize(int height, int width) {
    return new PoolSize(height, width);
  }

  /**
   * {@code strides=}.
   *
   * @param step the distance between two windows, in both directions
   * @return the argument
   * @throws IllegalArgumentException if it is below 1
   */
  public static Strides strides(int step) {
    return new Strides(step, step);
  }

  /**
   * {@code strides=}.
   *
   * @param height rows that a window moves
   * @param width columns that it moves
   * @return the argument
   * @throws IllegalArgumentException if one is below 1
   */
  public static Strides strides(int height, int width) {
    return new Strides(height, width);
  }

  /**
   * {@code input_dim=} of {@code tf.keras.layers.Embedding}.
   *
   * @param size the number of ids: from 0 to size - 1
   * @return the argument
   * @throws IllegalArgumentException if it is below 1
   */
  public static Vocabulary vocabulary(int size) {
    return new Vocabulary(size);
  }

  /**
   * {@code units=}.
   *
   * @param count the number of outputs
   * @return the argument
   * @throws IllegalArgumentException if it is below 1
   */
  public static Units units(int count) {
    return new Units(count);
  }

  /**
   * {@code rate=}.
   *
   * @param dropped which part of the inputs a dropout drops
   * @return the argument
   * @throws IllegalArgumentException if it is below 0, 1 or more, or not a number
   */
  public static Rate rate(float dropped) {
    return new Rate(dropped);
  }
}
