package io.github.tfestimator.savedmodel;

import com.google.protobuf.ByteString;
import io.github.tfestimator.estimator.ServingSignature;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;

/** Inputs of sample requests, for {@link ServingSignature#withSample}. */
public final class SampleTensors {
  private SampleTensors() {}

  /**
   * @param values as many as the shape asks for, row after row
   * @param shape of the tensor
   * @return the floats
   */
  public static TensorProto floats(float[] values, long... shape) {
    ByteBuffer content =
        ByteBuffer.allocate(values.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    content.asFloatBuffer().put(values);
    return tensor(DataType.DT_FLOAT, shape).setTensorContent(ByteString.copyFrom(content)).build();
  }

  /**
   * @param values as many as the shape asks for, unsigned, row after row
   * @param shape of the tensor
   * @return the bytes, as uint8
   */
  public static TensorProto bytes(byte[] values, long... shape) {
    return tensor(DataType.DT_UINT8, shape).setTensorContent(ByteString.copyFrom(values)).build();
  }

  /**
   * @param values any number
   * @return a vector of strings
   */
  public static TensorProto strings(List<ByteString> values) {
    return tensor(DataType.DT_STRING, values.size()).addAllStringVal(values).build();
  }

  /**
   * @param type of the values
   * @param shape of the tensor
   * @return zeros, or false
   */
  public static TensorProto zeros(DataType type, long... shape) {
    return tensor(type, shape).build();
  }

  /**
   * Returns strings without characters.
   *
   * @param shape of the tensor
   * @return the strings
   */
  public static TensorProto emptyStrings(long... shape) {
    int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return tensor(DataType.DT_STRING, shape)
        .addAllStringVal(Collections.nCopies(size, ByteString.EMPTY))
        .build();
  }

  private static TensorProto.Builder tensor(DataType type, long... shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long size : shape) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(dims);
  }
}
