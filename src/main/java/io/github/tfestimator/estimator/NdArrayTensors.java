package io.github.tfestimator.estimator;

import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import java.util.EnumSet;
import java.util.Set;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/** Arrays of Java as native tensors, and back. */
final class NdArrayTensors {
  private static final Set<DataType> TYPES =
      EnumSet.of(
          DataType.DT_FLOAT,
          DataType.DT_DOUBLE,
          DataType.DT_INT32,
          DataType.DT_INT64,
          DataType.DT_UINT8,
          DataType.DT_BOOL,
          DataType.DT_STRING);

  private NdArrayTensors() {}

  /** Tells whether tensors of a type have arrays in Java. */
  static boolean isSupported(DataType type) {
    return TYPES.contains(type);
  }

  /** Copies an array into a tensor, to be closed by the caller. */
  @SuppressWarnings("unchecked") // dtypeOf has looked at the elements
  static Tensor tensor(NdArray<?> array) {
    return switch (TensorSpec.dtypeOf(array)) {
      case DT_FLOAT -> TFloat32.tensorOf((NdArray<Float>) array);
      case DT_DOUBLE -> TFloat64.tensorOf((NdArray<Double>) array);
      case DT_INT32 -> TInt32.tensorOf((NdArray<Integer>) array);
      case DT_INT64 -> TInt64.tensorOf((NdArray<Long>) array);
      case DT_UINT8 -> TUint8.tensorOf((NdArray<Byte>) array);
      case DT_BOOL -> TBool.tensorOf((NdArray<Boolean>) array);
      default -> strings(array);
    };
  }

  @SuppressWarnings("unchecked")
  private static TString strings(NdArray<?> array) {
    Object values = JavaArrays.flatten(array);
    return values instanceof byte[][] bytes
        ? TString.tensorOfBytes(array.shape(), DataBuffers.ofObjects(bytes))
        : TString.tensorOf((NdArray<String>) array);
  }

  /** Copies a tensor into an array on the heap; strings as {@code byte[]} objects. */
  static NdArray<?> array(Tensor tensor) {
    Shape shape = tensor.shape();
    int size = Math.toIntExact(shape.size());
    var data = tensor.asRawTensor().data();
    switch (tensor.dataType()) {
      case DT_FLOAT -> {
        float[] values = new float[size];
        data.asFloats().read(values);
        return JavaArrays.wrap(values, shape);
      }
      case DT_DOUBLE -> {
        double[] values = new double[size];
        data.asDoubles().read(values);
        return JavaArrays.wrap(values, shape);
      }
      case DT_INT32 -> {
        int[] values = new int[size];
        data.asInts().read(values);
        return JavaArrays.wrap(values, shape);
      }
      case DT_INT64 -> {
        long[] values = new long[size];
        data.asLongs().read(values);
        return JavaArrays.wrap(values, shape);
      }
      case DT_UINT8 -> {
        byte[] values = new byte[size];
        data.read(values);
        return JavaArrays.wrap(values, shape);
      }
      case DT_BOOL -> {
        boolean[] values = new boolean[size];
        data.asBooleans().read(values);
        return JavaArrays.wrap(values, shape);
      }
      case DT_STRING -> {
        NdArray<byte[]> values = NdArrays.ofObjects(byte[].class, shape);
        ((TString) tensor).asBytes().copyTo(values);
        return values;
      }
      default ->
          throw new IllegalArgumentException(
              "A tensor of %s has no array in Java".formatted(TensorSpec.name(tensor.dataType())));
    }
  }
}
