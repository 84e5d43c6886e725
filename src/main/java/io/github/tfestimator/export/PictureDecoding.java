package io.github.tfestimator.export;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Makes a picture like MNIST's of a picture file, in the graph. The rules are those of {@link
 * io.github.tfestimator.data.Pictures}: grey by Rec. 601, background behind what is transparent,
 * scaled to 28x28, inverted if the ink is dark.
 */
final class PictureDecoding {
  private final Ops tf;
  private final Operand<TInt32> zero;
  private final Operand<TInt32> one;
  private final Operand<TInt32> white;

  private PictureDecoding(Ops tf) {
    this.tf = tf;
    zero = tf.constant(0);
    one = tf.constant(1);
    white = tf.constant(255);
  }

  /** The function from {@code file}, string, and {@code dark_on_light}, bool, to uint8 [28, 28]. */
  static Signature build(Ops tf) {
    var file = tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var isDarkOnLight =
        tf.withName("dark_on_light").placeholder(TBool.class, Placeholder.shape(Shape.scalar()));
    var pixels = new PictureDecoding(tf).pixels(file, isDarkOnLight);
    return Signature.builder("decode_picture")
        .input("file", file)
        .input("dark_on_light", isDarkOnLight)
        .output("pixels", pixels)
        .build();
  }

  private Operand<TUint8> pixels(Operand<TString> file, Operand<TBool> isDarkOnLight) {
    // [rows, columns, channels], of which there are 1 (grey) to 4 (red, green, blue, alpha).
    var picture =
        tf.image.decodeImage(
            file, TUint8.class, DecodeImage.channels(0L), DecodeImage.expandAnimations(false));
    var paper = tf.select(isDarkOnLight, white, zero);
    var grey = tf.dtypes.cast(grey(picture, paper), TFloat32.class); // [rows, columns]
    var scaled = new SquareScaling(tf).scale(grey); // [28, 28]
    var inked = tf.select(isDarkOnLight, tf.math.sub(tf.constant(255f), scaled), scaled);
    return tf.dtypes.cast(inked, TUint8.class);
  }

  /** Grey values 0 to 255 of [rows, columns], what is transparent being paper. */
  private Operand<TInt32> grey(Operand<TUint8> picture, Operand<TInt32> paper) {
    var shape = tf.shape(picture);
    var channels = tf.gather(shape, tf.constant(2), zero);
    var isColored = tf.math.greaterEqual(channels, tf.constant(3));
    var hasAlpha = tf.math.equal(tf.math.floorMod(channels, tf.constant(2)), zero);

    // One more channel, opaque, which is the alpha of pictures that have none.
    var plane = tf.concat(List.of(tf.slice(shape, tf.array(0), tf.array(2)), tf.array(1)), zero);
    var opaque = tf.fill(plane, tf.dtypes.cast(white, TUint8.class));
    var extended = tf.concat(List.of(picture, opaque), tf.constant(2));

    var red = channel(extended, zero);
    var green = channel(extended, tf.select(isColored, one, zero));
    var blue = channel(extended, tf.select(isColored, tf.constant(2), zero));
    var alpha = channel(extended, tf.select(hasAlpha, tf.math.sub(channels, one), channels));

    var luma =
        rounded(
            tf.math.addN(List.of(weighted(red, 299), weighted(green, 587), weighted(blue, 114))),
            1000);
    var transparency = tf.math.sub(white, alpha);
    return rounded(tf.math.add(tf.math.mul(luma, alpha), tf.math.mul(paper, transparency)), 255);
  }

  private Operand<TInt32> channel(Operand<TUint8> picture, Operand<TInt32> index) {
    return tf.dtypes.cast(tf.gather(picture, index, tf.constant(2)), TInt32.class);
  }

  private Operand<TInt32> weighted(Operand<TInt32> values, int weight) {
    return tf.math.mul(values, tf.constant(weight));
  }

  /** Values of 0 or more, divided and rounded to the nearest. */
  private Operand<TInt32> rounded(Operand<TInt32> values, int divisor) {
    return tf.math.div(tf.math.add(values, tf.constant(divisor / 2)), tf.constant(divisor));
  }
}
