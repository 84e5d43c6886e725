package io.github.tfestimator.cnn.image;

import io.github.tfestimator.cnn.data.ImageShape;
import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Stack;
import org.tensorflow.op.core.Unstack;
import org.tensorflow.op.image.ScaleAndTranslate;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * The ops that bring an image file of any size to one shape: {@code tf.image.resize(image, size,
 * antialias=True)}, which is bilinear and doesn't keep the aspect ratio. What is transparent shows
 * black. Gray is 0.299 R + 0.587 G + 0.114 B (Rec. 601). Values are rounded, halves up.
 */
final class ImageResizing {
  private ImageResizing() {}

  /** The function from {@code file}, string, to uint8 [height, width, channels]. */
  static Signature build(Ops tf, ImageShape shape) {
    var file = tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
    return Signature.builder("decode_image")
        .input("file", file)
        .output("pixels", pixels(tf, file, shape))
        .build();
  }

  /**
   * Decodes and resizes a file.
   *
   * @param file the bytes of a PNG, JPEG, GIF or BMP file: a scalar
   * @param shape of the result, with 1 or 3 channels
   * @return uint8 [height, width, channels]
   */
  static Operand<TUint8> pixels(Ops tf, Operand<TString> file, ImageShape shape) {
    var rgba = ImageFormats.decode(tf, file); // [rows, columns, 4]
    var resized = tf.unstack(resize(tf, rgba, shape), 4L, Unstack.axis(2L)).output();
    var opacity = tf.math.div(resized.get(3), tf.constant(255f));
    var red = resized.get(0);
    var green = resized.get(1);
    var blue = resized.get(2);
    Operand<TFloat32> colors;
    if (shape.channels() == 1) {
      var luma =
          tf.math.addN(
              List.of(
                  tf.math.mul(red, tf.constant(299f)),
                  tf.math.mul(green, tf.constant(587f)),
                  tf.math.mul(blue, tf.constant(114f))));
      var gray = tf.math.mul(tf.math.div(luma, tf.constant(1000f)), opacity);
      colors = tf.expandDims(gray, tf.constant(2));
    } else {
      colors =
          tf.math.mul(
              tf.stack(List.of(red, green, blue), Stack.axis(2L)),
              tf.expandDims(opacity, tf.constant(2)));
    }
    var rounded = tf.math.floor(tf.math.add(colors, tf.constant(0.5f)));
    return tf.dtypes.cast(
        tf.clipByValue(rounded, tf.constant(0f), tf.constant(255f)), TUint8.class);
  }

  /** Returns float [height, width, 4]. */
  private static Operand<TFloat32> resize(Ops tf, Operand<TUint8> rgba, ImageShape shape) {
    var size = tf.array(shape.height(), shape.width());
    var sourceSize = tf.slice(tf.shape(rgba), tf.array(0), tf.array(2));
    var scale =
        tf.math.div(
            tf.dtypes.cast(size, TFloat32.class), tf.dtypes.cast(sourceSize, TFloat32.class));
    var resized =
        tf.image.scaleAndTranslate(
            tf.expandDims(rgba, tf.constant(0)),
            size,
            scale,
            tf.constant(new float[] {0, 0}),
            ScaleAndTranslate.kernelType("triangle"),
            ScaleAndTranslate.antialias(true));
    return tf.reshape(resized, tf.array(shape.height(), shape.width(), 4));
  }
}
