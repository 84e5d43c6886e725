package io.github.tfestimator.input;

import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import org.tensorflow.ndarray.BooleanNdArray;
import org.tensorflow.ndarray.ByteNdArray;
import org.tensorflow.ndarray.DoubleNdArray;
import org.tensorflow.ndarray.FloatNdArray;
import org.tensorflow.ndarray.IntNdArray;
import org.tensorflow.ndarray.LongNdArray;
import org.tensorflow.ndarray.NdArray;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;

/**
 * The type and the shape of one example's tensor: {@code tf.TensorSpec} without the dimension of
 * the batch.
 *
 * @param dtype float32, float64, int32, int64, uint8, bool or string
 * @param shape of one example; {@link Shape#UNKNOWN_SIZE} for a dimension that differs from batch
 *     to batch
 */
public record TensorSpec(DataType dtype, Shape shape) {

  /**
   * Checks the type.
   *
   * @throws IllegalArgumentException if an input can't have it, or the rank is unknown
   */
  public TensorSpec {
    if (shape.isUnknown()) {
      throw new IllegalArgumentException("shape (of any rank) must have a known rank");
    }
    if (!JavaArrays.isSupported(dtype)) {
      throw new IllegalArgumentException(
          "dtype (%s) must be float32, float64, int32, int64, uint8, bool or string"
              .formatted(name(dtype)));
    }
  }

  /**
   * Returns a spec of 32-bit floats.
   *
   * @param shape of one example; nothing for a number
   * @return the spec
   */
  public static TensorSpec float32(long... shape) {
    return new TensorSpec(DataType.DT_FLOAT, Shape.of(shape));
  }

  /**
   * Returns a spec of 64-bit floats.
   *
   * @param shape of one example; nothing for a number
   * @return the spec
   */
  public static TensorSpec float64(long... shape) {
    return new TensorSpec(DataType.DT_DOUBLE, Shape.of(shape));
  }

  /**
   * Returns a spec of 32-bit integers.
   *
   * @param shape of one example; nothing for a number
   * @return the spec
   */
  public static TensorSpec int32(long... shape) {
    return new TensorSpec(DataType.DT_INT32, Shape.of(shape));
  }

  /**
   * Returns a spec of 64-bit integers.
   *
   * @param shape of one example; nothing for a number
   * @return the spec
   */
  public static TensorSpec int64(long... shape) {
    return new TensorSpec(DataType.DT_INT64, Shape.of(shape));
  }

  /**
   * Returns a spec of bytes without sign, such as an image's pixels.
   *
   * @param shape of one example; nothing for a number
   * @return the spec
   */
  public static TensorSpec uint8(long... shape) {
    return new TensorSpec(DataType.DT_UINT8, Shape.of(shape));
  }

  /**
   * Returns a spec of truth values.
   *
   * @param shape of one example; nothing for a single one
   * @return the spec
   */
  public static TensorSpec bool(long... shape) {
    return new TensorSpec(DataType.DT_BOOL, Shape.of(shape));
  }

  /**
   * Returns a spec of strings, as text or bytes.
   *
   * @param shape of one example; nothing for a single one
   * @return the spec
   */
  public static TensorSpec string(long... shape) {
    return new TensorSpec(DataType.DT_STRING, Shape.of(shape));
  }

  /**
   * Returns the type of the tensor that an array becomes.
   *
   * @param array of floats, doubles, ints, longs, bytes (taken as uint8), booleans, or of {@link
   *     String} or {@code byte[]} objects
   * @return the type
   * @throws IllegalArgumentException if it is an array of something else
   */
  public static DataType dtypeOf(NdArray<?> array) {
    return dtypeOf("array", array);
  }

  static void requireArray(String name, NdArray<?> array) {
    Objects.requireNonNull(array, () -> "The %s is null, but must be an NdArray".formatted(name));
  }

  /** Returns the same of an array that an error calls by name, such as {@code feature "x"}. */
  static DataType dtypeOf(String name, NdArray<?> array) {
    if (array instanceof FloatNdArray) {
      return DataType.DT_FLOAT;
    } else if (array instanceof DoubleNdArray) {
      return DataType.DT_DOUBLE;
    } else if (array instanceof IntNdArray) {
      return DataType.DT_INT32;
    } else if (array instanceof LongNdArray) {
      return DataType.DT_INT64;
    } else if (array instanceof ByteNdArray) {
      return DataType.DT_UINT8;
    } else if (array instanceof BooleanNdArray) {
      return DataType.DT_BOOL;
    }
    requireArray(name, array);
    Object first = array.size() == 0 ? "" : array.scalars().iterator().next().getObject();
    if (first instanceof String || first instanceof byte[]) {
      return DataType.DT_STRING;
    }
    throw new IllegalArgumentException(
        "The %s is of %s, but must be of floats, doubles, ints, longs, bytes, booleans, Strings or byte[]"
            .formatted(name, first == null ? "null" : first.getClass().getSimpleName()));
  }

  /**
   * Compares a batch's array with this spec.
   *
   * @param array the examples' values, [batch, ...]
   * @return the difference in words, such as {@code float32 [28, 28] is specified, but the batch
   *     has int32 [28]}; none if the array fits
   */
  Optional<String> difference(NdArray<?> array) {
    DataType actual = dtypeOf(array);
    Shape example = array.shape().subShape(1, array.shape().numDimensions());
    if (actual == dtype && example.isCompatibleWith(shape)) {
      return Optional.empty();
    }
    return Optional.of(
        "%s is specified, but the batch has %s".formatted(this, name(actual) + text(example)));
  }

  /**
   * Returns TensorFlow's name of a type.
   *
   * @param dtype such as {@code DT_FLOAT}
   * @return such as {@code float32}
   */
  public static String name(DataType dtype) {
    return switch (dtype) {
      case DT_FLOAT -> "float32";
      case DT_DOUBLE -> "float64";
      default -> dtype.name().substring("DT_".length()).toLowerCase(Locale.ROOT);
    };
  }

  private static String text(Shape shape) {
    return shape.numDimensions() == 0 ? "" : " " + shape.toString().replace("-1", "?");
  }

  /** {@return such as {@code float32 [28, 28]}} */
  @Override
  public String toString() {
    return name(dtype) + text(shape);
  }
}
