package io.github.tfestimator.savedmodel;

import com.google.protobuf.ByteString;
import io.github.tfestimator.input.JavaArrays;
import java.util.Arrays;
import java.util.Collections;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.TensorProto;
import org.tensorflow.proto.TensorShapeProto;
import org.tensorflow.types.TString;

/** Inputs of sample requests, which an export is checked and a server warmed with. */
public final class SampleTensors {
  private SampleTensors() {}

  /**
   * Returns Java values as a tensor's proto.
   *
   * @param type of the elements
   * @param value as {@link JavaArrays#toNdArray} takes it
   * @return the tensor
   * @throws IllegalArgumentException if the value is of another type, ragged, or has a null in it
   */
  public static TensorProto of(DataType type, Object value) {
    try (Tensor tensor = TensorValues.tensor(JavaArrays.toNdArray(type, value))) {
      TensorProto.Builder proto = builder(type, tensor.shape());
      if (tensor instanceof TString strings) {
        strings
            .asBytes()
            .streamOfObjects()
            .forEach(bytes -> proto.addStringVal(ByteString.copyFrom(bytes)));
      } else {
        byte[] content = new byte[Math.toIntExact(tensor.numBytes())];
        tensor.asRawTensor().data().read(content);
        proto.setTensorContent(ByteString.copyFrom(content));
      }
      return proto.build();
    }
  }

  /**
   * Returns zeros, which take no room.
   *
   * @param type of the elements
   * @param shape of the tensor
   * @return zeros, or false
   */
  public static TensorProto zeros(DataType type, long... shape) {
    return builder(type, Shape.of(shape)).build();
  }

  /**
   * Returns strings without characters.
   *
   * @param shape of the tensor
   * @return the strings
   */
  public static TensorProto emptyStrings(long... shape) {
    int size = Math.toIntExact(Arrays.stream(shape).reduce(1, Math::multiplyExact));
    return builder(DataType.DT_STRING, Shape.of(shape))
        .addAllStringVal(Collections.nCopies(size, ByteString.EMPTY))
        .build();
  }

  private static TensorProto.Builder builder(DataType type, Shape shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long size : shape.asArray()) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(dims);
  }
}
