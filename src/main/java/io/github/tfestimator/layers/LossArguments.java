package io.github.tfestimator.layers;

import java.util.Objects;
import org.tensorflow.Operand;
import org.tensorflow.types.TFloat32;

/**
 * The optional arguments of {@link Losses}, named as Python's keywords and given in any order. To
 * be imported statically.
 */
public final class LossArguments {
  private LossArguments() {}

  /**
   * The weights of the losses of a batch.
   *
   * @param values a scalar, or as many dimensions as the losses have, each as long or 1
   */
  public record Weights(Operand<TFloat32> values) implements LossArgument {}

  /**
   * The share by which labels are moved toward equal probabilities.
   *
   * @param value from 0 to 1
   */
  public record LabelSmoothing(float value) implements CrossEntropyArgument {
    /** Checks the value. */
    public LabelSmoothing {
      if (!(value >= 0 && value <= 1)) {
        throw new IllegalArgumentException("label smoothing (" + value + ") must be from 0 to 1");
      }
    }
  }

  /**
   * The error from which on Huber's loss is linear.
   *
   * @param value above 0
   */
  public record Delta(float value) implements HuberArgument {
    /** Checks the value. */
    public Delta {
      NumberChecks.requirePositive("delta", value);
    }
  }

  /**
   * {@code weights=}, 1 unless told otherwise.
   *
   * @param values a scalar, or as many dimensions as the losses have, each as long or 1
   * @return the argument
   */
  public static Weights weights(Operand<TFloat32> values) {
    return new Weights(Objects.requireNonNull(values, "weights"));
  }

  /**
   * {@code label_smoothing=} of the softmax and sigmoid cross-entropy, 0 unless told otherwise.
   *
   * @param value the share by which labels are moved toward equal probabilities, from 0 to 1
   * @return the argument
   * @throws IllegalArgumentException if the value is outside of that
   */
  public static LabelSmoothing labelSmoothing(float value) {
    return new LabelSmoothing(value);
  }

  /**
   * {@code delta=} of Huber's loss, 1 unless told otherwise.
   *
   * @param value the error from which on the loss is linear, above 0
   * @return the argument
   * @throws IllegalArgumentException if the value is outside of that
   */
  public static Delta delta(float value) {
    return new Delta(value);
  }
}
