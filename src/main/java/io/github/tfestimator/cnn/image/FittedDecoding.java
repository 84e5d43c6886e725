package io.github.tfestimator.cnn.image;

import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The ops that find the digit in an image file of any size and either polarity and bring it into
 * MNIST's form: decoded to gray by {@link ImageFormats#decodeForFitting} and fitted by {@link
 * Fitting}.
 */
final class FittedDecoding {
  private final Fitting fitting;

  /**
   * Builds the ops.
   *
   * @param file the bytes of a PNG, JPEG, GIF or BMP file: a scalar
   */
  FittedDecoding(Ops tf, Operand<TString> file) {
    fitting = new Fitting(tf, ImageFormats.decodeForFitting(tf, file));
  }

  /**
   * The function from {@code file}, string, to {@code pixels}, uint8 [28, 28], and {@code found}.
   */
  static Signature build(Ops tf) {
    var file = tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    var decoding = new FittedDecoding(tf, file);
    return Signature.builder("fit_image")
        .input("file", file)
        .output("pixels", decoding.pixels())
        .output("found", decoding.found())
        .build();
  }

  /** The 28x28 pixels, light on dark. */
  Operand<TUint8> pixels() {
    return fitting.pixels();
  }

  /** Tells whether there is a digit: a scalar. If there is none, the pixels mean nothing. */
  Operand<TBool> found() {
    return fitting.found();
  }
}
