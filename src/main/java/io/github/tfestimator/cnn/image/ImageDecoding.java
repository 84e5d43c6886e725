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
 * Makes a picture like MNIST's of a picture file, in the graph. The rules are those of {@link
 * io.github.tfestimator.cnn.image.Pictures}: grey by Rec. 601, background behind what is
 * transparent, scaled to 28x28, inverted if the ink is dark.
 */
final class ImageDecoding {
  private final Ops tf;

  private ImageDecoding(Ops tf) {
    this.tf = tf;
  }

  /** The function from {@code file}, string, and {@code dark_on_light}, bool, to uint8 [28, 28]. */
  static Signature build(Ops tf) {
    var file = tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var isDarkOnLight =
        tf.withName("dark_on_light").placeholder(TBool.class, Placeholder.shape(Shape.scalar()));
    var pixels = new ImageDecoding(tf).pixels(file, isDarkOnLight);
    return Signature.builder("decode_picture")
        .input("file", file)
        .input("dark_on_light", isDarkOnLight)
        .output("pixels", pixels)
        .build();
  }

  private Operand<TUint8> pixels(Operand<TString> file, Operand<TBool> isDarkOnLight) {
    var white = tf.constant(255f);
    var paper = tf.select(isDarkOnLight, white, tf.constant(0f));
    var grey = grey(ImageFormats.decode(tf, file), paper); // [rows, columns]
    var scaled = new SquareScaling(tf).scale(grey); // [28, 28]
    var inked = tf.select(isDarkOnLight, tf.math.sub(white, scaled), scaled);
    return tf.dtypes.cast(inked, TUint8.class);
  }

  /**
   * What is transparent becomes paper. All numbers are whole and below 2^24: floats hold them.
   *
   * @param rgba [rows, columns, 4]
   * @param paper 0 or 255
   * @return [rows, columns], whole numbers from 0 to 255
   */
  private Operand<TFloat32> grey(Operand<TUint8> rgba, Operand<TFloat32> paper) {
    var channels = tf.unstack(rgba, 4L, Unstack.axis(2L)).output();
    var red = weighted(channels.get(0), 299);
    var green = weighted(channels.get(1), 587);
    var blue = weighted(channels.get(2), 114);
    var luma = rounded(tf.math.addN(List.of(red, green, blue)), 1000);

    var ink = tf.math.mul(tf.math.sub(luma, paper), weighted(channels.get(3), 1));
    return rounded(tf.math.add(ink, tf.math.mul(paper, tf.constant(255f))), 255);
  }

  private Operand<TFloat32> weighted(Operand<TUint8> channel, float weight) {
    return tf.math.mul(tf.dtypes.cast(channel, TFloat32.class), tf.constant(weight));
  }

  /**
   * Whole numbers of 0 or more, divided and rounded to the nearest, halves up. The half that is
   * added to them keeps the quotient off whole numbers, where a float's last bit would decide.
   */
  private Operand<TFloat32> rounded(Operand<TFloat32> values, int divisor) {
    var raised = tf.math.add(values, tf.constant(divisor / 2 + 0.5f));
    return tf.math.floor(tf.math.div(raised, tf.constant((float) divisor)));
  }
}
