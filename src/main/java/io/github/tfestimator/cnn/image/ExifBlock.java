package io.github.tfestimator.cnn.image;

import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** The ops that read an EXIF block, which is a TIFF file of its own, in either byte order. */
final class ExifBlock {
  /** The byte order, the number 42, and the place of the first directory. */
  private static final int HEADER = 8;

  private static final int ENTRY = 12;

  /** Cameras write a dozen, sorted by tag. */
  private static final int MAX_ENTRIES = 512;

  private static final int ORIENTATION = 0x112;
  private static final int SHORT = 3;

  private final Ops tf;
  private final ImageFile block;
  private final Operand<TInt32> zero;
  private final Operand<TInt32> header;
  private final Operand<TBool> isLittleEndian;

  private ExifBlock(Ops tf, Operand<TString> block) {
    this.tf = tf;
    this.block = new ImageFile(tf, block);
    zero = tf.constant(0);
    header = this.block.paddedBytes(zero, tf.constant(HEADER), HEADER);
    isLittleEndian = startsWith('I', 'I', 42, 0);
  }

  /** Returns the orientation of a block of any bytes: 1 to 8, 1 if there is none, a scalar. */
  static Operand<TInt32> orientation(Ops tf, Operand<TString> block) {
    return new ExifBlock(tf, block).orientation();
  }

  private Operand<TInt32> orientation() {
    var entries = tf.reshape(shorts(entries()), tf.array(-1, ENTRY / 2)); // [entries, 6]
    var fields = tf.linalg.transpose(entries, tf.array(1, 0));
    var count = tf.math.add(at(fields, 2), at(fields, 3)); // Of its halves one is 0.
    var isOrientation =
        tf.math.logicalAnd(
            tf.math.equal(at(fields, 0), tf.constant(ORIENTATION)),
            tf.math.logicalAnd(
                tf.math.equal(at(fields, 1), tf.constant(SHORT)),
                tf.math.equal(count, tf.constant(1))));
    var first = tf.math.argMax(tf.dtypes.cast(isOrientation, TInt32.class), zero, TInt32.class);
    var value = tf.gather(tf.select(isOrientation, at(fields, 4), zero), first, zero);

    var hasOrder = tf.math.logicalOr(isLittleEndian, startsWith('M', 'M', 0, 42));
    var isInRange =
        tf.math.logicalAnd(
            tf.math.greaterEqual(value, tf.constant(1)), tf.math.lessEqual(value, tf.constant(8)));
    return tf.select(tf.math.logicalAnd(hasOrder, isInRange), value, tf.constant(1));
  }

  /** The bytes of the first directory's entries, zeros after them. */
  private Operand<TInt32> entries() {
    var start = directory();
    var two = tf.constant(2);
    var count = tf.reshape(shorts(block.paddedBytes(start, two, 2)), tf.constant(new int[0]));
    var used = tf.math.minimum(count, tf.constant(MAX_ENTRIES));
    return block.paddedBytes(
        tf.math.add(start, two), tf.math.mul(used, tf.constant(ENTRY)), MAX_ENTRIES * ENTRY);
  }

  /** The place of the first directory, at most 65,536, which is beyond the end of any block. */
  private Operand<TInt32> directory() {
    var halves = shorts(tf.slice(header, tf.array(4), tf.array(4)));
    var weights = tf.select(isLittleEndian, tf.array(1L, 65_536L), tf.array(65_536L, 1L));
    var place = tf.reduceSum(tf.math.mul(tf.dtypes.cast(halves, TInt64.class), weights), zero);
    return tf.dtypes.cast(tf.math.minimum(place, tf.constant(65_536L)), TInt32.class);
  }

  private Operand<TBool> startsWith(int... bytes) {
    var start = tf.slice(header, tf.array(0), tf.array(bytes.length));
    return tf.reduceAll(tf.math.equal(start, tf.array(bytes)), zero);
  }

  /** Joins two bytes each: [n] becomes [n / 2]. */
  private Operand<TInt32> shorts(Operand<TInt32> bytes) {
    var weights = tf.select(isLittleEndian, tf.array(1, 256), tf.array(256, 1));
    var pairs = tf.reshape(bytes, tf.array(-1, 2));
    return tf.reduceSum(tf.math.mul(pairs, weights), tf.constant(1));
  }

  private Operand<TInt32> at(Operand<TInt32> fields, int index) {
    return tf.gather(fields, tf.constant(index), zero);
  }
}
