package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.DecodePng;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TUint8;

/** Decodes PNG files in the graph, whose header is the first chunk and so has a fixed place. */
final class PngFormat {
  private PngFormat() {}

  static Operand<TUint8> decode(ImageFile file) {
    return withFullOpacity(file.tf(), pixels(file), file.unsignedByte(24));
  }

  /** The pixels, if they aren't too many, as TensorFlow decodes them: [rows, columns, 4]. */
  static Operand<TUint8> pixels(ImageFile file) {
    var tf = file.whereSmallEnough(file.bigEndianInt(16), file.bigEndianInt(20));
    return tf.image.decodePng(file.content(), TUint8.class, DecodePng.channels(4L));
  }

  /**
   * Repairs the opacity of an image without an alpha channel. TensorFlow fills in the largest value
   * of the file's bit depth, and then reads the value as one of 8 bits: 15 of 255 for 4 bits.
   */
  static Operand<TUint8> withFullOpacity(Ops tf, Operand<TUint8> rgba, Operand<TInt32> bits) {
    var eight = tf.math.minimum(bits, tf.constant(8));
    var filled = tf.math.sub(tf.bitwise.leftShift(tf.constant(1), eight), tf.constant(1));
    var alpha = tf.gather(rgba, tf.constant(3), tf.constant(2));
    var isFilled =
        tf.reduceAll(tf.math.equal(alpha, tf.dtypes.cast(filled, TUint8.class)), tf.array(0, 1));
    var missing = tf.select(isFilled, tf.math.sub(tf.constant(255), filled), tf.constant(0));
    var zero = tf.constant(0);
    var channels = tf.stack(List.of(zero, zero, zero, missing));
    return tf.math.add(rgba, tf.dtypes.cast(channels, TUint8.class));
  }
}
