package io.github.tfestimator.cnn.image;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The ops that make an image gray by Rec. 601. What is transparent shows paper, white behind dark
 * ink and black behind light, which {@link InkDetection} tells.
 */
final class GrayPaper {
  private static final int CHANNELS = 4;

  private GrayPaper() {}

  /**
   * Makes an image gray.
   *
   * @param rgba red, green, blue and opacity: [rows, columns, 4]
   * @return [rows, columns]
   */
  static Operand<TUint8> gray(Ops tf, Operand<TUint8> rgba) {
    var opaque = tf.dtypes.cast(tf.constant(255), TUint8.class);
    var least = tf.reduceMin(rgba, tf.array(0, 1)); // [4]
    var isOpaque =
        tf.math.equal(tf.gather(least, tf.constant(CHANNELS - 1), tf.constant(0)), opaque);
    try (var luma = function("opaque_to_gray", image -> image.luma());
        var overPaper = function("transparent_to_gray", image -> image.overPaper())) {
      var gray = tf.ifOp(isOpaque, List.of(rgba), List.of(TUint8.class), luma, overPaper);
      return gray.output().get(0).expect(TUint8.class);
    }
  }

  /**
   * Makes an image gray that has no opacity.
   *
   * @param rgb red, green and blue: [rows, columns, 3]
   * @return [rows, columns]
   */
  static Operand<TUint8> opaque(Ops tf, Operand<TUint8> rgb) {
    return tf.dtypes.cast(luma(tf, rgb, new float[][] {{299}, {587}, {114}}), TUint8.class);
  }

  /** The gray values, whatever the opacity; all sums are whole and below 2^24. */
  private static Operand<TFloat32> luma(Ops tf, Operand<TUint8> image, float[][] weights) {
    var channels = tf.reshape(image, tf.array(-1, weights.length));
    var sums = tf.linalg.matMul(tf.dtypes.cast(channels, TFloat32.class), tf.constant(weights));
    var gray = ImageDecoding.rounded(tf, sums, 1000);
    return tf.reshape(gray, tf.slice(tf.shape(image), tf.array(0), tf.array(2)));
  }

  private static Operand<TUint8> opacity(Ops tf, Operand<TUint8> rgba) {
    return tf.gather(rgba, tf.constant(CHANNELS - 1), tf.constant(2));
  }

  private static ConcreteFunction function(
      String name, Function<Image, Operand<TFloat32>> conversion) {
    return ConcreteFunction.create(
        tf -> {
          var shape = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE, CHANNELS);
          var rgba = tf.withName("rgba").placeholder(TUint8.class, Placeholder.shape(shape));
          var gray = conversion.apply(new Image(tf, rgba));
          return Signature.builder(name)
              .input("rgba", rgba)
              .output("gray", tf.dtypes.cast(gray, TUint8.class))
              .build();
        });
  }

  private record Image(Ops tf, Operand<TUint8> rgba) {
    Operand<TFloat32> luma() {
      return GrayPaper.luma(tf, rgba, new float[][] {{299}, {587}, {114}, {0}});
    }

    Operand<TFloat32> overPaper() {
      var luma = luma();
      var opacity = tf.dtypes.cast(GrayPaper.opacity(tf, rgba), TFloat32.class);
      var isDarkOnLight = new InkDetection(tf).isDarkOnLight(luma, opacity);
      var paper = tf.select(isDarkOnLight, tf.constant(255f), tf.constant(0f));
      return ImageDecoding.over(tf, luma, opacity, paper);
    }
  }
}
