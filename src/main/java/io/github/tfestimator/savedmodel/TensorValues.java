package io.github.tfestimator.savedmodel;

import java.lang.reflect.Array;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.tensorflow.Tensor;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffer;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TString;

/**
 * Conversions between Java arrays, {@link NdArray}s and tensors, of {@code float}, {@code double},
 * {@code int}, {@code long}, {@code byte} (uint8), {@code boolean}, and strings as bytes or text.
 * Nothing is converted from one type of number to another.
 */
public final class TensorValues {
  private TensorValues() {}

  /**
   * Tells whether tensors of a type can be made of Java arrays, and the other way round.
   *
   * @param type of the elements
   * @return whether they can
   */
  public static boolean isConvertible(DataType type) {
    return ElementType.of(type).isPresent();
  }

  /**
   * Returns Java values as an array on the heap.
   *
   * @param type of the elements, as {@code DT_UINT8} and {@code DT_STRING} both take a {@code
   *     byte[]}
   * @param value an {@link NdArray}, an element, or an array of elements, of any number of
   *     dimensions
   * @return the array; strings are {@code byte[]} in it
   * @throws IllegalArgumentException if the value is of another type, ragged, or has a null in it.
   *     The message says what it is, to be put into a sentence: "float[][] that is ragged, with 2
   *     beside 3"
   */
  public static NdArray<?> array(DataType type, Object value) {
    ElementType elements = elementType(type);
    if (value == null) {
      throw new IllegalArgumentException("null");
    }
    if (!(value instanceof NdArray<?> array)) {
      return JavaArrays.toNdArray(elements, value);
    }
    if (elements == ElementType.STRING) {
      return bytes(array);
    }
    if (!elements.arrayClass.isInstance(array)) {
      throw new IllegalArgumentException(name(array));
    }
    return array;
  }

  /**
   * Makes a tensor of examples.
   *
   * @param type of the elements
   * @param examples as {@link #array} returns them, all of one shape
   * @return a tensor of [examples, ...], to be closed by the caller
   */
  public static Tensor stack(DataType type, List<? extends NdArray<?>> examples) {
    return tensor(elementType(type), examples.get(0).shape().prepend(examples.size()), examples);
  }

  /**
   * Makes a tensor.
   *
   * @param type of the elements
   * @param array as {@link #array} returns it
   * @return a tensor of the same shape, to be closed by the caller
   */
  public static Tensor tensor(DataType type, NdArray<?> array) {
    return tensor(elementType(type), array.shape(), List.of(array));
  }

  /**
   * Copies a tensor to the heap.
   *
   * @param tensor of a type that is convertible
   * @return a {@link org.tensorflow.ndarray.FloatNdArray} or its like; of strings, their text in
   *     UTF-8
   */
  public static NdArray<?> copy(Tensor tensor) {
    return copy(tensor, tensor.shape(), 0);
  }

  /**
   * Copies an example of a batch to the heap.
   *
   * @param batch a tensor of [examples, ...]
   * @param index of the example
   * @return its elements, without the first dimension
   */
  public static NdArray<?> copy(Tensor batch, int index) {
    Shape shape = batch.shape().tail();
    return copy(batch, shape, index * shape.size());
  }

  private static NdArray<?> copy(Tensor tensor, Shape shape, long start) {
    int size = Math.toIntExact(shape.size());
    if (tensor instanceof TString strings) {
      String[] texts = new String[size];
      Object flat = strings.streamOfObjects().skip(start).limit(size).toList().toArray(texts);
      return NdArrays.wrap(shape, DataBuffers.ofObjects((String[]) flat));
    }
    ElementType type = elementType(tensor.dataType());
    Object elements = Array.newInstance(type.elementClass, size);
    if (size > 0) {
      copy(type.view(tensor.asRawTensor().data()), start, type.buffer(elements), size);
    }
    return type.wrap(shape, elements);
  }

  private static Tensor tensor(ElementType type, Shape shape, List<? extends NdArray<?>> parts) {
    if (type == ElementType.STRING) {
      List<Object> all = new ArrayList<>();
      for (NdArray<?> part : parts) {
        if (part.rank() == 0) {
          all.add(part.getObject());
        } else {
          part.scalars().forEach(scalar -> all.add(scalar.getObject()));
        }
      }
      return TString.tensorOfBytes(shape, DataBuffers.ofObjects(all.toArray(byte[][]::new)));
    }
    return Tensor.of(
        type.tensorClass,
        shape,
        tensor -> {
          long place = 0;
          for (NdArray<?> part : parts) {
            if (part.size() > 0) {
              copy(part, type.view(tensor.asRawTensor().data()).offset(place));
            }
            place += part.size();
          }
        });
  }

  private static NdArray<?> bytes(NdArray<?> strings) {
    Object[] all = strings.streamOfObjects().toArray();
    byte[][] bytes = new byte[all.length][];
    for (int i = 0; i < all.length; i++) {
      if (all[i] instanceof String text) {
        bytes[i] = text.getBytes(StandardCharsets.UTF_8);
      } else if (all[i] instanceof byte[] content) {
        bytes[i] = content;
      } else {
        throw new IllegalArgumentException(name(strings));
      }
    }
    return NdArrays.wrap(strings.shape(), DataBuffers.ofObjects(bytes));
  }

  private static String name(NdArray<?> array) {
    for (ElementType type : ElementType.values()) {
      if (type.arrayClass.isInstance(array)) {
        return "%s of %s".formatted(type.arrayClass.getSimpleName(), array.shape());
      }
    }
    return array.getClass().getSimpleName();
  }

  private static ElementType elementType(DataType type) {
    return ElementType.of(type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "There are no Java arrays of the type %s here; use tensors".formatted(type)));
  }

  @SuppressWarnings("unchecked") // Both are of the same element type.
  private static void copy(NdArray<?> from, DataBuffer<?> to) {
    ((NdArray<Object>) from).copyTo((DataBuffer<Object>) to);
  }

  @SuppressWarnings("unchecked") // Both are of the same element type.
  private static void copy(DataBuffer<?> from, long start, DataBuffer<?> to, long size) {
    ((DataBuffer<Object>) from.offset(start)).copyTo((DataBuffer<Object>) to, size);
  }
}
