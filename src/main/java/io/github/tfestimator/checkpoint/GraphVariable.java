package io.github.tfestimator.checkpoint;

import java.util.Arrays;
import java.util.List;
import org.tensorflow.GraphOperation;
import org.tensorflow.Operand;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.ReadVariableOp;
import org.tensorflow.op.core.VarHandleOp;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.family.TType;

/**
 * A variable of a graph: a resource variable, as the layers make them, or a reference variable, as
 * {@code tf.variable} of TensorFlow Java does.
 *
 * @param op its {@code VarHandleOp} or {@code VariableV2}
 */
record GraphVariable(GraphOperation op) {

  static boolean isOne(GraphOperation op) {
    return op.type().equals(VarHandleOp.OP_NAME) || op.type().equals(Variable.OP_NAME);
  }

  /** The name, which is the key in checkpoints. */
  String name() {
    return op.name();
  }

  boolean isResource() {
    return op.type().equals(VarHandleOp.OP_NAME);
  }

  /** Tells whether the layers marked the variable as trainable. */
  boolean isTrainable() {
    return VariableOps.isMarked(op, VariableOps.TRAINABLE);
  }

  /** Tells whether a checkpoint may lack the variable. */
  boolean isOptional() {
    return VariableOps.isMarked(op, VariableOps.OPTIONAL);
  }

  DataType dtype() {
    return op.attributes().getAttrType("dtype");
  }

  /** Returns the type and shape, such as {@code float32 [5, 5, 1, 32]}. */
  String kind() {
    long[] shape = op.attributes().getAttrShape("shape").asArray();
    List<Long> dimensions = Arrays.stream(shape).boxed().toList();
    return CheckpointReader.kind(dtype(), dimensions);
  }

  /** Adds an op that reads it. */
  Operand<?> read(Ops tf) {
    if (!isResource()) {
      return op.output(0);
    }
    // The op's own class wants a type of Java, of which there is no public table.
    return tf.scope()
        .opBuilder(ReadVariableOp.OP_NAME, "ReadVariableOp")
        .addInput(op.output(0))
        .setAttr("dtype", dtype())
        .build()
        .output(0);
  }

  /** Adds an op that sets it. */
  Op assign(Ops tf, Operand<?> value) {
    return isResource() ? tf.assignVariableOp(op.<TType>output(0), value) : assignTo(tf, value);
  }

  private <T extends TType> Op assignTo(Ops tf, Operand<T> value) {
    return tf.assign(op.<T>output(0), value);
  }
}
