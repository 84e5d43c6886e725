package io.github.tfestimator.layers;

import org.tensorflow.Graph;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.Output;
import org.tensorflow.op.Operands;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Identity;
import org.tensorflow.op.core.NoOp;
import org.tensorflow.op.dtypes.Cast;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.GraphDef;
import org.tensorflow.proto.NodeDef;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TFloating;
import org.tensorflow.types.family.TNumber;

/**
 * The mark of a graph whose convolutions and dense layers compute in a lower precision: Keras'
 * {@code mixed_float16} and {@code mixed_bfloat16}. Their variables stay float32, and so do their
 * gradients, the optimizer's slots and checkpoints. What these layers return is float32 again, so
 * that losses, metrics and everything else of a model function compute as before.
 *
 * <p>With float16 the loss is scaled, as gradients would be too small for its five bits of
 * exponent: see {@link #require}.
 */
public final class MixedPrecision {
  private static final String NAME = "mixed_precision";
  private static final String TYPE = "_compute_type";

  private MixedPrecision() {}

  /**
   * Marks the graph.
   *
   * <p>With {@code TFloat16} it gets the variables {@code loss_scale/current_loss_scale}, 32768 at
   * first, and {@code loss_scale/good_steps}. The optimizers of this package multiply the loss by
   * the scale and divide the gradients by it. A step with a gradient that isn't finite moves no
   * variable, but counts, and halves the scale; 2000 steps without one double it. A checkpoint
   * without these two variables can still be restored.
   *
   * @param tf the graph, at its top level, after its seed and before its layers
   * @param type {@code TBfloat16.class} or {@code TFloat16.class}
   * @throws IllegalArgumentException if it is another type
   */
  public static void require(Ops tf, Class<? extends TFloating> type) {
    if (type != TBfloat16.class && type != TFloat16.class) {
      throw new IllegalArgumentException(
          "Layers compute in TBfloat16 or TFloat16, but %s was asked for"
              .formatted(type.getSimpleName()));
    }
    tf.scope().opBuilder(NoOp.OP_NAME, NAME).setAttr(TYPE, Operands.toDataType(type)).build();
    if (type == TFloat16.class) {
      LossScale.create(tf);
    }
  }

  /**
   * Reads the type from a stored graph.
   *
   * @param graph such as a checkpoint's
   * @return {@code DT_BFLOAT16} or {@code DT_HALF}; {@code DT_FLOAT} if the graph has no mark
   */
  public static DataType computeType(GraphDef graph) {
    return graph.getNodeList().stream()
        .filter(node -> node.getName().equals(NAME) && node.containsAttr(TYPE))
        .findFirst()
        .map((NodeDef node) -> node.getAttrOrThrow(TYPE).getType())
        .orElse(DataType.DT_FLOAT);
  }

  /** Returns the type that convolutions and dense layers of a graph compute in. */
  static Class<? extends TFloating> computeType(Ops tf) {
    GraphOperation mark = ((Graph) tf.scope().env()).operation(NAME);
    if (mark == null) {
      return TFloat32.class;
    }
    return mark.attributes().getAttrType(TYPE) == DataType.DT_HALF
        ? TFloat16.class
        : TBfloat16.class;
  }

  /**
   * Casts values to the type that a layer computes in. What the layer before computed in that type
   * is taken as it was, not rounded up and down again.
   */
  @SuppressWarnings("unchecked") // float32 is T
  static <T extends TFloating> Operand<T> lower(Ops tf, Operand<TFloat32> values, Class<T> type) {
    if (type == TFloat32.class) {
      return (Operand<T>) values;
    }
    Output<?> source = beforeCast(values.asOutput());
    return source.type() == type ? source.expect(type) : tf.dtypes.cast(values, type);
  }

  /** Returns what a float32 value was before it was cast to float32, if it was. */
  private static Output<?> beforeCast(Output<?> value) {
    GraphOperation op = (GraphOperation) value.op();
    while (op.type().equals(Identity.OP_NAME)) {
      op = (GraphOperation) op.input(0).op();
    }
    return op.type().equals(Cast.OP_NAME) ? op.input(0) : value;
  }

  /** Applies an activation to a layer's sums, and casts the result to float32. */
  @SuppressWarnings("unchecked") // T is float32
  static <T extends TNumber> Operand<TFloat32> activated(
      Ops layer, Activation activation, Operand<T> sums) {
    if (sums.type() == TFloat32.class) {
      return activation.apply(layer, (Operand<TFloat32>) sums);
    }
    if (activation == Activation.RELU) {
      return layer.dtypes.cast(layer.nn.relu(sums), TFloat32.class);
    }
    // A function of the user's own is one of float32, and may have constants.
    return activation.apply(layer, layer.dtypes.cast(sums, TFloat32.class));
  }
}
