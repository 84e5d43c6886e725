package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeJpeg;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Decodes JPEG files in the graph. libjpeg decodes at a half, a quarter or an eighth of the size in
 * less time and memory, so that photos of 50 million pixels are read, too.
 */
final class JpegFormat {
  private JpegFormat() {}

  /**
   * Decodes a JPEG file: [rows, columns, 4]; at a half of its size if it has more pixels than other
   * images may have.
   */
  static Operand<TUint8> decode(ImageFile file) {
    var graph = file.tf();
    var shape = graph.image.extractJpegShape(file.content());
    var tf = whereSmallEnough(file, shape);
    var pixels =
        tf.math.mul(
            tf.gather(shape, tf.constant(0), tf.constant(0)),
            tf.gather(shape, tf.constant(1), tf.constant(0)));
    var isLarge = tf.math.greater(pixels, tf.constant(ImageHeaders.MAX_PIXELS));
    var ratio = tf.dtypes.cast(isLarge, TInt32.class);
    return file.opaque(atRatio(tf, file.content(), 3, List.of(1L, 2L), ratio));
  }

  /** {@return the graph for ops that run only if a JPEG of [rows, columns, channels] is small} */
  static Ops whereSmallEnough(ImageFile file, Operand<TInt32> shape) {
    var tf = file.tf();
    var zero = tf.constant(0);
    return file.whereSmallEnough(
        tf.gather(shape, tf.constant(1), zero),
        tf.gather(shape, zero, zero),
        ImageHeaders.MAX_JPEG_PIXELS);
  }

  /**
   * Decodes a JPEG file at one of several ratios: [rows, columns, channels].
   *
   * @param channels 3, or 1 of a file of gray or color, whose gray is stored
   * @param ratios of which libjpeg knows 1, 2, 4 and 8
   * @param index which of them to take: a scalar
   */
  static Operand<TUint8> atRatio(
      Ops tf, Operand<TString> content, long channels, List<Long> ratios, Operand<TInt32> index) {
    var functions = ratios.stream().map(ratio -> function(channels, ratio)).toList();
    try {
      var decoded = tf.caseOp(index, List.of(content), List.of(TUint8.class), functions);
      return decoded.output().get(0).expect(TUint8.class);
    } finally {
      functions.forEach(ConcreteFunction::close);
    }
  }

  private static ConcreteFunction function(long channels, long ratio) {
    return ConcreteFunction.create(
        tf -> {
          var file =
              tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
          // The default method is quicker and coarser than what other decoders do.
          var pixels =
              tf.image.decodeJpeg(
                  file,
                  DecodeJpeg.channels(channels),
                  DecodeJpeg.dctMethod("INTEGER_ACCURATE"),
                  DecodeJpeg.ratio(ratio));
          return Signature.builder("decode_jpeg_of_%d_at_%d".formatted(channels, ratio))
              .input("file", file)
              .output("pixels", pixels)
              .build();
        });
  }
}
