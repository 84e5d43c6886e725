package io.github.tfestimator.savedmodel;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.BooleanDataBuffer;
import org.tensorflow.ndarray.buffer.ByteDataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.ndarray.buffer.DoubleDataBuffer;
import org.tensorflow.ndarray.buffer.FloatDataBuffer;
import org.tensorflow.ndarray.buffer.IntDataBuffer;
import org.tensorflow.ndarray.buffer.LongDataBuffer;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/** An element type that Java arrays and tensors share. */
enum ElementType {
  FLOAT32(
      DataType.DT_FLOAT,
      TFloat32.class,
      float.class,
      FloatNdArray.class,
      values -> DataBuffers.of((float[]) values, false, false),
      (shape, buffer) -> NdArrays.wrap(shape, (FloatDataBuffer) buffer),
      ByteDataBuffer::asFloats),
  FLOAT64(
      DataType.DT_DOUBLE,
      TFloat64.class,
      double.class,
      DoubleNdArray.class,
      values -> DataBuffers.of((double[]) values, false, false),
      (shape, buffer) -> NdArrays.wrap(shape, (DoubleDataBuffer) buffer),
      ByteDataBuffer::asDoubles),
  INT32(
      DataType.DT_INT32,
      TInt32.class,
      int.class,
      IntNdArray.class,
      values -> DataBuffers.of((int[]) values, false, false),
      (shape, buffer) -> NdArrays.wrap(shape, (IntDataBuffer) buffer),
      ByteDataBuffer::asInts),
  INT64(
      DataType.DT_INT64,
      TInt64.class,
      long.class,
      LongNdArray.class,
      values -> DataBuffers.of((long[]) values, false, false),
      (shape, buffer) -> NdArrays.wrap(shape, (LongDataBuffer) buffer),
      ByteDataBuffer::asLongs),
  UINT8(
      DataType.DT_UINT8,
      TUint8.class,
      byte.class,
      ByteNdArray.class,
      values -> DataBuffers.of((byte[]) values, false, false),
      (shape, buffer) -> NdArrays.wrap(shape, (ByteDataBuffer) buffer),
      buffer -> buffer),
  BOOL(
      DataType.DT_BOOL,
      TBool.class,
      boolean.class,
      BooleanNdArray.class,
      values -> DataBuffers.of((boolean[]) values, false, false),
      (shape, buffer) -> NdArrays.wrap(shape, (BooleanDataBuffer) buffer),
      ByteDataBuffer::asBooleans),
  /** Its Java arrays hold bytes or text; raw memory isn't read or written. */
  STRING(
      DataType.DT_STRING,
      TString.class,
      byte[].class,
      NdArray.class,
      values -> DataBuffers.ofObjects((byte[][]) values),
      NdArrays::wrap,
      buffer -> buffer);

  private static final Map<DataType, ElementType> BY_DATA_TYPE =
      Arrays.stream(values()).collect(Collectors.toMap(type -> type.dataType, type -> type));

  final DataType dataType;
  final Class<? extends TType> tensorClass;

  /** Of one element in a Java array. */
  final Class<?> elementClass;

  final Class<?> arrayClass;
  private final Function<Object, DataBuffer<?>> buffers;
  private final BiFunction<Shape, DataBuffer<?>, NdArray<?>> wrapper;
  private final Function<ByteDataBuffer, DataBuffer<?>> view;

  ElementType(
      DataType dataType,
      Class<? extends TType> tensorClass,
      Class<?> elementClass,
      Class<?> arrayClass,
      Function<Object, DataBuffer<?>> buffers,
      BiFunction<Shape, DataBuffer<?>, NdArray<?>> wrapper,
      Function<ByteDataBuffer, DataBuffer<?>> view) {
    this.dataType = dataType;
    this.tensorClass = tensorClass;
    this.elementClass = elementClass;
    this.arrayClass = arrayClass;
    this.buffers = buffers;
    this.wrapper = wrapper;
    this.view = view;
  }

  static Optional<ElementType> of(DataType dataType) {
    return Optional.ofNullable(BY_DATA_TYPE.get(dataType));
  }

  /** Returns a buffer over a Java array of one dimension, which isn't copied. */
  DataBuffer<?> buffer(Object values) {
    return buffers.apply(values);
  }

  /** Returns an array over a Java array of one dimension, which isn't copied. */
  NdArray<?> wrap(Shape shape, Object values) {
    return wrapper.apply(shape, buffer(values));
  }

  /** Returns a tensor's memory as elements. */
  DataBuffer<?> view(ByteDataBuffer memory) {
    return view.apply(memory);
  }
}
