package io.github.tfestimator.cnn.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.op.image.DecodeBmp;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Decodes BMP files in the graph. TensorFlow's op takes all for uncompressed gray, BGR or BGRA, so
 * what isn't is refused, or given its palette. The fourth byte of 32 bits counts for nothing, for
 * most files have 0 there and mean opaque.
 */
final class BmpFormat {
  // The file's own header, before the one of the image.
  private static final int FILE_HEADER = 14;

  private static final String UNREADABLE =
      "A BMP file has a header of %s bytes, %s bits a pixel and the compression %s; save it"
          + " uncompressed with 8, 24 or 32 bits, or as PNG";

  private BmpFormat() {}

  /** Tells whether a BMP file, which may be short, has 8 bits a pixel. */
  static Operand<TBool> hasPalette(Ops tf, Operand<TString> file) {
    var place = tf.math.minimum(tf.constant(28), tf.strings.stringLength(file));
    var bits = tf.strings.substr(file, place, tf.constant(2));
    return tf.math.equal(bits, latin1(tf, "\b\0"));
  }

  /** Images of 24 or 32 bits a pixel. */
  static Operand<TUint8> colors(ImageFile file) {
    var tf = whereReadable(file);
    return file.opaque(tf.image.decodeBmp(file.content(), DecodeBmp.channels(3L)));
  }

  /** Images of 8 bits a pixel, which name colors of a palette. */
  static Operand<TUint8> palette(ImageFile file) {
    var tf = whereReadable(file);
    var indices = tf.image.decodeBmp(file.content(), DecodeBmp.channels(0L)); // [rows, columns, 1]
    var rgb = paletteOf(new ImageFile(tf.withControlDependencies(indices), file.content()));
    var colors = tf.gather(rgb, tf.dtypes.cast(indices, TInt32.class), tf.constant(0));
    return file.opaque(tf.squeeze(colors, Squeeze.axis(List.of(2L))));
  }

  /** Between the header and the pixels, where a whole file has it: [colors, 3]. */
  private static Operand<TUint8> paletteOf(ImageFile file) {
    var tf = file.tf();
    var start = tf.math.add(file.littleEndianInt(14), tf.constant(FILE_HEADER));
    var length = tf.math.sub(file.littleEndianInt(10), start);
    var bytes = tf.io.decodeRaw(file.bytes(start, length), TUint8.class);
    var bgr = tf.reshape(bytes, tf.array(-1, 4)); // [colors, 4], of which the last is 0
    return tf.gather(bgr, tf.array(2, 1, 0), tf.constant(1));
  }

  private static Ops whereReadable(ImageFile file) {
    var tf = file.tf();
    var pixels = file.littleEndianInt(10);
    var header = file.littleEndianInt(14);
    var bits = file.littleEndianShort(28);
    var compression = file.littleEndianInt(30);

    // The header of 12 bytes that OS/2 wrote has its numbers elsewhere.
    var fits =
        tf.math.logicalAnd(
            tf.math.greaterEqual(header, tf.constant(40)),
            tf.math.lessEqual(header, tf.math.sub(pixels, tf.constant(FILE_HEADER))));
    var isWhole = tf.reduceAny(tf.math.equal(tf.array(8, 24, 32), bits), tf.constant(0));
    var isPlain =
        tf.math.logicalOr(
            tf.math.equal(compression, tf.constant(0)),
            tf.math.logicalAnd(tf.math.equal(compression, tf.constant(3)), hasUsualMasks(file)));
    var readable =
        file.where(
            tf.math.logicalAnd(fits, tf.math.logicalAnd(isWhole, isPlain)),
            UNREADABLE,
            header,
            bits,
            compression);
    var bounded = new ImageFile(readable, file.content());
    return bounded.whereSmallEnough(
        file.littleEndianInt(18), tf.math.abs(file.littleEndianInt(22))); // negative if top-down
  }

  /**
   * Tells whether the bit fields have their default order: blue, green, red, from the lowest bit.
   */
  private static Operand<TBool> hasUsualMasks(ImageFile file) {
    var tf = file.tf();
    var place = tf.math.minimum(tf.constant(54), tf.strings.stringLength(file.content()));
    var masks = tf.strings.substr(file.content(), place, tf.constant(12));
    return tf.math.equal(masks, latin1(tf, "\0\0\u00ff\0\0\u00ff\0\0\u00ff\0\0\0"));
  }

  private static Operand<TString> latin1(Ops tf, String bytes) {
    return tf.constant(StandardCharsets.ISO_8859_1, bytes);
  }
}
