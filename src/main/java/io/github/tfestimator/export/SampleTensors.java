package io.github.tfestimator.export;

import com.google.protobuf.ByteString;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import org.tensorflow.Output;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Inputs of sample requests. */
final class SampleTensors {
  private SampleTensors() {}

  /** As many floats as the shape asks for. */
  static TensorProto floats(float[] values, long... shape) {
    ByteBuffer content =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    content.asFloatBuffer().put(values);
    return tensor(DataType.DT_FLOAT, shape).setTensorContent(ByteString.copyFrom(content)).build();
  }

  /** As many uint8 as the shape asks for. */
  static TensorProto bytes(byte[] values, long... shape) {
    return tensor(DataType.DT_UINT8, shape).setTensorContent(ByteString.copyFrom(values)).build();
  }

  /** A vector of strings. */
  static TensorProto strings(List<ByteString> values) {
    return tensor(DataType.DT_STRING, values.size()).addAllStringVal(values).build();
  }

  /**
   * Something for an input of which only type and shape are known: floats rise from 0 to below 1,
   * for zeros would hide the kernels that they are multiplied with; integers and bools are zeros,
   * since they may be indices. What is unknown of the shape is 1.
   *
   * @throws IllegalArgumentException if it is a string, or of unknown rank
   */
  static TensorProto standIn(String signature, String input, Output<?> fed) {
    if (fed.dataType() == DataType.DT_STRING || fed.shape().isUnknown()) {
      throw new IllegalArgumentException(
          "The signature %s needs a sample: the input %s (%s %s) can't be made up. Give it one by withSample."
              .formatted(signature, input, fed.dataType(), fed.shape()));
    }
    long[] shape = fed.shape().asArray();
    for (int i = 0; i < shape.length; i++) {
      shape[i] = shape[i] == Shape.UNKNOWN_SIZE ? 1 : shape[i];
    }
    TensorProto.Builder tensor = tensor(fed.dataType(), shape);
    int size = Math.toIntExact(Shape.of(shape).size());
    for (int i = 0; i < size; i++) {
      if (fed.dataType() == DataType.DT_FLOAT) {
        tensor.addFloatVal((float) i / size);
      } else if (fed.dataType() == DataType.DT_DOUBLE) {
        tensor.addDoubleVal((double) i / size);
      }
    }
    return tensor.build();
  }

  private static TensorProto.Builder tensor(DataType type, long... shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(dims);
  }
}
