package io.github.tfestimator.savedmodel;

import io.github.tfestimator.input.JavaArrays;
import io.github.tfestimator.input.TensorSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
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
import org.tensorflow.types.family.TType;

/**
 * Conversions between arrays on the heap and tensors, of the types that {@link
 * JavaArrays#isSupported} names. Numbers are copied in one piece.
 */
public final class TensorValues {
  private static final Map<DataType, Class<? extends TType>> CLASSES =
      Map.of(
          DataType.DT_FLOAT, TFloat32.class,
          DataType.DT_DOUBLE, TFloat64.class,
          DataType.DT_INT32, TInt32.class,
          DataType.DT_INT64, TInt64.class,
          DataType.DT_UINT8, TUint8.class,
          DataType.DT_BOOL, TBool.class,
          DataType.DT_STRING, TString.class);

  private TensorValues() {}

  static Optional<Class<? extends TType>> tensorClass(DataType dtype) {
    return Optional.ofNullable(CLASSES.get(dtype));
  }

  /**
   * Makes a tensor of an array.
   *
   * @param array of a type that {@link TensorSpec#dtypeOf} knows
   * @return a tensor of the same shape, to be closed by the caller; of text, its bytes in UTF-8
   * @throws IllegalArgumentException if the array is of another type, or a string is null
   */
  public static Tensor tensor(NdArray<?> array) {
    DataType dtype = TensorSpec.dtypeOf(array);
    return dtype == DataType.DT_STRING
        ? strings(array.shape(), List.of(array))
        : Tensor.of(CLASSES.get(dtype), array.shape(), tensor -> copy(array, (NdArray<?>) tensor));
  }

  /**
   * Makes a tensor of examples.
   *
   * @param examples one or more, all of one type and shape
   * @return a tensor of [examples, ...], to be closed by the caller
   * @throws IllegalArgumentException if the arrays are of another type, or a string is null
   */
  public static Tensor stack(List<? extends NdArray<?>> examples) {
    DataType dtype = TensorSpec.dtypeOf(examples.get(0));
    Shape shape = examples.get(0).shape().prepend(examples.size());
    if (dtype == DataType.DT_STRING) {
      return strings(shape, examples);
    }
    return Tensor.of(
        CLASSES.get(dtype),
        shape,
        tensor -> {
          for (int i = 0; i < examples.size(); i++) {
            copy(examples.get(i), ((NdArray<?>) tensor).get(i));
          }
        });
  }

  /**
   * Copies a tensor's elements.
   *
   * @param tensor of a type that is supported
   * @return its elements, row after row, such as {@code float[]}; strings are {@code byte[][]}
   * @throws IllegalArgumentException if it is of another type, or too large for a Java array
   */
  public static Object flatten(Tensor tensor) {
    return JavaArrays.flatten(array(tensor));
  }

  /**
   * Copies a tensor to the heap.
   *
   * @param tensor of a type that is supported
   * @return a {@link org.tensorflow.ndarray.FloatNdArray} or its like; strings are {@code byte[]}
   *     objects in it
   * @throws IllegalArgumentException if it is of another type, or too large for a Java array
   */
  public static NdArray<?> copy(Tensor tensor) {
    return JavaArrays.wrap(flatten(tensor), tensor.shape());
  }

  /**
   * Copies an example of a batch to the heap.
   *
   * @param batch a tensor of [examples, ...], of a type that is supported
   * @param index of the example
   * @return its elements, without the first dimension
   * @throws IllegalArgumentException if the batch is of another type
   */
  public static NdArray<?> copy(Tensor batch, int index) {
    return JavaArrays.wrap(JavaArrays.flatten(array(batch).get(index)), batch.shape().tail());
  }

  /** The tensor's memory as an array. */
  private static NdArray<?> array(Tensor tensor) {
    // TFloat16 would be an array of floats, too.
    if (!JavaArrays.isSupported(tensor.dataType())) {
      throw new IllegalArgumentException(
          "A tensor of %s has no array in Java".formatted(TensorSpec.name(tensor.dataType())));
    }
    return tensor instanceof TString strings ? strings.asBytes() : (NdArray<?>) tensor;
  }

  private static Tensor strings(Shape shape, List<? extends NdArray<?>> parts) {
    byte[][] all =
        parts.stream()
            .flatMap(part -> Arrays.stream((byte[][]) JavaArrays.flatten(part)))
            .toArray(byte[][]::new);
    return TString.tensorOfBytes(shape, DataBuffers.ofObjects(all));
  }

  @SuppressWarnings("unchecked") // Both are of the same element type.
  private static void copy(NdArray<?> from, NdArray<?> to) {
    if (from.size() > 0) {
      ((NdArray<Object>) from).copyTo((NdArray<Object>) to);
    }
  }
}
