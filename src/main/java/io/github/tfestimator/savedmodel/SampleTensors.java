package io.github.tfestimator.savedmodel;

import com.google.protobuf.ByteString;
import io.github.tfestimator.input.JavaArrays;
import java.util.Arrays;
import java.util.Collections;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
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
   * @param shape of the tensor; unknown dimensions are taken for 1
   * @return zeros, false, or strings without characters
   */
  public static TensorProto zeros(DataType type, Shape shape) {
    Shape known = known(shape);
    var zeros = builder(type, known);
    if (type == DataType.DT_STRING) {
      zeros.addAllStringVal(Collections.nCopies(Math.toIntExact(known.size()), ByteString.EMPTY));
    }
    return zeros.build();
  }

  /**
   * Returns floats that rise from 0 to below 1.
   *
   * @param shape of the tensor; unknown dimensions are taken for 1
   * @return the floats
   */
  public static TensorProto risingFloats(Shape shape) {
    Shape known = known(shape);
    float[] rising = new float[Math.toIntExact(known.size())];
    for (int i = 0; i < rising.length; i++) {
      rising[i] = (float) i / rising.length;
    }
    return of(DataType.DT_FLOAT, NdArrays.wrap(known, DataBuffers.of(rising, false, false)));
  }

  private static Shape known(Shape shape) {
    return Shape.of(
        Arrays.stream(shape.asArray())
            .map(size -> size == Shape.UNKNOWN_SIZE ? 1 : size)
            .toArray());
  }

  private static TensorProto.Builder builder(DataType type, Shape shape) {
    var dims = TensorShapeProto.newBuilder();
    for (long size : shape.asArray()) {
      dims.addDim(TensorShapeProto.Dim.newBuilder().setSize(size));
    }
    return TensorProto.newBuilder().setDtype(type).setTensorShape(dims);
  }
}
