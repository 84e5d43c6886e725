package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.io.DecodeRaw;
import org.tensorflow.op.strings.StringFormat;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint16;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TNumber;

/**
 * An image file in the graph: the fields of its header, and the checks before it is decoded.
 *
 * @param tf the graph
 * @param content the file's bytes: a scalar
 */
record ImageFile(Ops tf, Operand<TString> content) {
  private static final String TOO_LARGE =
      "An image has %%sx%%s pixels; give one of at most %d a side and %d in all";

  Operand<TString> bytes(Operand<TInt32> place, Operand<TInt32> count) {
    return tf.strings.substr(content, place, count);
  }

  /** Returns as many bytes as there are, none if the place lies beyond the end. */
  Operand<TString> availableBytes(Operand<TInt32> place, Operand<TInt32> count) {
    return bytes(tf.math.minimum(place, tf.strings.stringLength(content)), count);
  }

  /**
   * Returns bytes, wherever they end, as numbers.
   *
   * @param place 0 or more, even beyond the end
   * @param count 0 to length
   * @param length how many numbers there are: zeros follow the bytes
   * @return [length], 0 to 255
   */
  Operand<TInt32> paddedBytes(Operand<TInt32> place, Operand<TInt32> count, int length) {
    var bytes = availableBytes(place, count);
    var padded = tf.io.decodePaddedRaw(bytes, tf.constant(length), TUint8.class);
    return tf.dtypes.cast(padded, TInt32.class);
  }

  Operand<TInt32> bigEndianInt(int place) {
    return number(place, 4, TInt32.class, false);
  }

  Operand<TInt32> littleEndianInt(int place) {
    return number(place, 4, TInt32.class, true);
  }

  Operand<TInt32> littleEndianShort(int place) {
    return tf.dtypes.cast(number(place, 2, TUint16.class, true), TInt32.class);
  }

  Operand<TInt32> unsignedByte(int place) {
    return tf.dtypes.cast(number(place, 1, TUint8.class, true), TInt32.class);
  }

  private <T extends TNumber> Operand<T> number(
      int place, int size, Class<T> type, boolean isLittleEndian) {
    var bytes = bytes(tf.constant(place), tf.constant(size));
    var number = tf.io.decodeRaw(bytes, type, DecodeRaw.littleEndian(isLittleEndian));
    return tf.reshape(number, tf.constant(new int[0]));
  }

  /** {@return the graph for ops that run only if the image isn't too large} */
  Ops whereSmallEnough(Operand<TInt32> width, Operand<TInt32> height) {
    return whereSmallEnough(width, height, ImageHeaders.MAX_PIXELS);
  }

  /** {@return the graph for ops that run only if the image has at most so many pixels} */
  Ops whereSmallEnough(Operand<TInt32> width, Operand<TInt32> height, int maxPixels) {
    var largest = tf.constant(ImageHeaders.MAX_SIDE);
    // Negative numbers are large ones, or damage.
    var areSides =
        tf.math.logicalAnd(
            tf.math.lessEqual(tf.math.maximum(width, height), largest),
            tf.math.greaterEqual(tf.math.minimum(width, height), tf.constant(1)));
    // Of larger sides the product may overflow, but then they are refused anyhow.
    var areFew = tf.math.lessEqual(tf.math.mul(width, height), tf.constant(maxPixels));
    String message = TOO_LARGE.formatted(ImageHeaders.MAX_SIDE, maxPixels);
    return where(tf.math.logicalAnd(areSides, areFew), message, width, height);
  }

  /**
   * Returns a graph whose ops check a condition first.
   *
   * @param condition a scalar
   * @param message the error's message, with {@code %s} for each value
   * @param found the values for the message
   * @return the graph for ops that run only if the condition holds
   */
  Ops where(Operand<TBool> condition, String message, Operand<?>... found) {
    var text = tf.strings.stringFormat(List.of(found), StringFormat.template(message));
    return tf.withControlDependencies(tf.assertThat(condition, List.of(text)));
  }

  /** [rows, columns, 3] with an opaque fourth channel. */
  Operand<TUint8> opaque(Operand<TUint8> rgb) {
    var oneMoreChannel = tf.constant(new int[][] {{0, 0}, {0, 0}, {0, 1}});
    return tf.pad(rgb, oneMoreChannel, tf.dtypes.cast(tf.constant(255), TUint8.class));
  }
}
