package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The ops that make an image like MNIST's of an image file, by the rules of {@link ImageDecoder}:
 * gray by Rec. 601, background behind what is transparent, scaled to 28x28, inverted if the ink is
 * dark. All numbers are whole and below 2^24: floats hold them.
 */
final class ImageDecoding {
  private final Ops tf;

  /** The gray values before any background: [rows, columns], whole numbers from 0 to 255. */
  private final Operand<TFloat32> luma;

  /** Of the same shape, from 0 (transparent) to 255. */
  private final Operand<TFloat32> opacity;

  /**
   * Builds the ops that decode.
   *
   * @param file the bytes of a PNG, JPEG, GIF or BMP file: a scalar
   */
  ImageDecoding(Ops tf, Operand<TString> file) {
    this.tf = tf;
    var rgba = ImageFormats.decode(tf, file); // [rows, columns, 4]
    var channels = tf.unstack(rgba, 4L, Unstack.axis(2L)).output();
    var red = weighted(channels.get(0), 299);
    var green = weighted(channels.get(1), 587);
    var blue = weighted(channels.get(2), 114);
    luma = rounded(tf, tf.math.addN(List.of(red, green, blue)), 1000);
    opacity = weighted(channels.get(3), 1);
  }

  /** The function from {@code file}, string, and {@code dark_on_light}, bool, to uint8 [28, 28]. */
  static Signature build(Ops tf) {
    var file = tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var isDarkOnLight =
        tf.withName("dark_on_light").placeholder(TBool.class, Placeholder.shape(Shape.scalar()));
    return Signature.builder("decode_image")
        .input("file", file)
        .input("dark_on_light", isDarkOnLight)
        .output("pixels", new ImageDecoding(tf, file).pixels(isDarkOnLight))
        .build();
  }

  /**
   * The 28x28 pixels, light on dark.
   *
   * @param isDarkOnLight whether the ink is dark: a scalar
   */
  Operand<TUint8> pixels(Operand<TBool> isDarkOnLight) {
    var white = tf.constant(255f);
    var paper = tf.select(isDarkOnLight, white, tf.constant(0f));
    var scaled = new SquareScaling(tf).scale(over(tf, luma, opacity, paper)); // [28, 28]
    var inked = tf.select(isDarkOnLight, tf.math.sub(white, scaled), scaled);
    return tf.dtypes.cast(inked, TUint8.class);
  }

  /** Tells whether the ink is dark, by the rule of {@link Ink#DETECT}: a scalar. */
  Operand<TBool> isDarkOnLight() {
    return new InkDetection(tf).isDarkOnLight(luma, opacity);
  }

  /** The gray values before a background of 0 or 255, which shows where they are transparent. */
  static Operand<TFloat32> over(
      Ops tf, Operand<TFloat32> luma, Operand<TFloat32> opacity, Operand<TFloat32> paper) {
    var ink = tf.math.mul(tf.math.sub(luma, paper), opacity);
    return rounded(tf, tf.math.add(ink, tf.math.mul(paper, tf.constant(255f))), 255);
  }

  private Operand<TFloat32> weighted(Operand<TUint8> channel, float weight) {
    return tf.math.mul(tf.dtypes.cast(channel, TFloat32.class), tf.constant(weight));
  }

  /**
   * Whole numbers of 0 or more, divided and rounded to the nearest, halves up. The half that is
   * added to them keeps the quotient off whole numbers, where a float's last bit would decide.
   */
  static Operand<TFloat32> rounded(Ops tf, Operand<TFloat32> values, int divisor) {
    var raised = tf.math.add(values, tf.constant(divisor / 2 + 0.5f));
    return tf.math.floor(tf.math.div(raised, tf.constant((float) divisor)));
  }
}
