package io.github.tfestimator.checkpoint;

import org.tensorflow.GraphOperation;
import org.tensorflow.exceptions.TensorFlowException;

/**
 * The names and attributes by which layers mark ops and checkpoints find them. TensorFlow ignores
 * attributes whose names begin with an underscore, and keeps them with the graph.
 */
public final class VariableOps {
  /** The end of the name of a variable's one read, as in {@code dense/kernel}'s. */
  public static final String READ = "/Read/ReadVariableOp";

  /** The attribute of the {@code VarHandleOp} of a variable that optimizers move by default. */
  public static final String TRAINABLE = "_trainable";

  /** The attribute of the op of a variable that a checkpoint may lack when it is restored. */
  public static final String OPTIONAL = "_optional";

  private VariableOps() {}

  /**
   * Tells whether an op has an attribute that is true.
   *
   * @param op an op of a graph
   * @param attribute such as {@link #TRAINABLE}
   * @return false if the op has no such attribute
   */
  public static boolean isMarked(GraphOperation op, String attribute) {
    try {
      return op.attributes().getAttrBool(attribute);
    } catch (TensorFlowException absent) {
      return false;
    }
  }
}
