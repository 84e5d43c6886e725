package io.github.tfestimator.estimator;

import io.github.tfestimator.layers.MixedPrecision;
import java.util.Locale;
import java.util.Optional;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.family.TFloating;

/**
 * The type that convolutions and matrix products compute in. Variables, losses, metrics and
 * checkpoints are float32 with each of them.
 *
 * <p>The lower two are of trainings alone: evaluations, predictions and exports compute as with
 * {@link #TF32}. A training in one of them begins by measuring whether the device is quicker so,
 * and is refused if it isn't.
 */
public enum Precision {
  /** Float32 with all of its 23 bits, also on GPUs. */
  FLOAT32(null, DataType.DT_FLOAT),

  /**
   * TensorFlow's default: float32, of which GPUs from compute capability 8.0 on round what they
   * multiply to 10 bits. On CPUs it is {@link #FLOAT32}.
   */
  TF32(null, DataType.DT_FLOAT),

  /** The 8 bits of exponent of a float32, and 7 more: Keras' {@code mixed_bfloat16}. */
  BFLOAT16(TBfloat16.class, DataType.DT_BFLOAT16),

  /**
   * The 5 bits of exponent of a half, and 10 more: Keras' {@code mixed_float16}, with a scaled loss
   * (see {@link MixedPrecision#require}).
   */
  FLOAT16(TFloat16.class, DataType.DT_HALF);

  private final Class<? extends TFloating> type;
  private final DataType dataType;

  Precision(Class<? extends TFloating> type, DataType dataType) {
    this.type = type;
    this.dataType = dataType;
  }

  /** {@return whether layers compute in less than float32} */
  public boolean isMixed() {
    return type != null;
  }

  /** Marks a training graph. */
  void addTo(Ops tf) {
    computeType().ifPresent(lower -> MixedPrecision.require(tf, lower));
  }

  Optional<Class<? extends TFloating>> computeType() {
    return Optional.ofNullable(type);
  }

  DataType dataType() {
    return dataType;
  }

  /** {@return the name as options have it, such as {@code bfloat16}} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
