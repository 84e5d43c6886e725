package io.github.tfestimator.cnn.image;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.image.DecodeImage;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Decodes image files in the graph, each format by a function of its own, for TensorFlow's one op
 * for all of them neither heeds every kind of transparency and palette nor minds how much memory a
 * image takes.
 */
final class ImageFormats {
  // No image is shorter, and what is looked at before decoding lies within, but for a BMP's
  // masks.
  private static final int SHORTEST_FILE = 34;

  // With the name of the first chunk: another one before the header would hide the true size.
  private static final String PNG = "\u0089PNG\r\n\u001a\n\0\0\0\rIHDR";

  private static final String UNKNOWN =
      "A file of %s bytes is no image that can be decoded; give a whole PNG, JPEG, GIF or BMP";

  private ImageFormats() {}

  /**
   * Decodes an image file of any supported format.
   *
   * @param file a PNG, JPEG, GIF or BMP file: a scalar
   * @return red, green, blue and opacity: [rows, columns, 4]
   */
  static Operand<TUint8> decode(Ops tf, Operand<TString> file) {
    return decode(tf, file, PngFormat::decode, JpegFormat::decode, decoder -> decoder);
  }

  /**
   * Decodes an image file for {@link Fitting}: of a large image only as much as that needs, made
   * gray by {@link GrayPaper}, and turned upright by its EXIF block if it is a JPEG.
   *
   * @param file a PNG, JPEG, GIF or BMP file: a scalar
   * @return [rows, columns], the longer side less than 1,000
   */
  static Operand<TUint8> decodeForFitting(Ops tf, Operand<TString> file) {
    return decode(tf, file, ReducedFormats::png, ReducedFormats::jpeg, ReducedFormats::reduced);
  }

  private static Operand<TUint8> decode(
      Ops tf,
      Operand<TString> file,
      Function<ImageFile, Operand<TUint8>> pngDecoder,
      Function<ImageFile, Operand<TUint8>> jpegDecoder,
      UnaryOperator<Function<ImageFile, Operand<TUint8>>> forOthers) {
    try (var png = function("decode_png", pngDecoder);
        var jpeg = function("decode_jpeg", jpegDecoder);
        var gif = function("decode_gif", forOthers.apply(ImageFormats::gif));
        var palette = function("decode_bmp_palette", forOthers.apply(BmpFormat::palette));
        var bmp = function("decode_bmp", forOthers.apply(BmpFormat::colors));
        var other = function("refuse", forOthers.apply(ImageFormats::other))) {
      var isBmp = startsWith(tf, file, "BM");
      var isLong = tf.math.greaterEqual(tf.strings.stringLength(file), tf.constant(SHORTEST_FILE));
      var format =
          firstTrue(
              tf,
              List.of(
                  tf.math.logicalNot(isLong),
                  startsWith(tf, file, PNG),
                  startsWith(tf, file, "\u00ff\u00d8\u00ff"),
                  startsWith(tf, file, "GIF8"),
                  tf.math.logicalAnd(isBmp, BmpFormat.hasPalette(tf, file)),
                  isBmp));
      var functions = List.of(other, png, jpeg, gif, palette, bmp, other);
      var branches = tf.caseOp(format, List.of(file), List.of(TUint8.class), functions);
      return branches.output().get(0).expect(TUint8.class);
    }
  }

  private static ConcreteFunction function(
      String name, Function<ImageFile, Operand<TUint8>> decoding) {
    return ConcreteFunction.create(
        tf -> {
          var file =
              tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
          return Signature.builder(name)
              .input("file", file)
              .output("pixels", decoding.apply(new ImageFile(tf, file)))
              .build();
        });
  }

  private static Operand<TBool> startsWith(Ops tf, Operand<TString> file, String bytes) {
    var start = tf.strings.substr(file, tf.constant(0), tf.constant(bytes.length()));
    return tf.math.equal(start, tf.constant(StandardCharsets.ISO_8859_1, bytes));
  }

  /** The place of the first condition that holds, or their number if none does. */
  private static Operand<TInt32> firstTrue(Ops tf, List<Operand<TBool>> conditions) {
    var all = tf.concat(List.of(tf.stack(conditions), tf.array(true)), tf.constant(0));
    return tf.math.argMax(tf.dtypes.cast(all, TInt32.class), tf.constant(0), TInt32.class);
  }

  /**
   * The size is the screen's, which no frame exceeds if the encoder is honest; the frames' own lie
   * anywhere in the file.
   */
  private static Operand<TUint8> gif(ImageFile file) {
    var tf = file.whereSmallEnough(file.littleEndianShort(6), file.littleEndianShort(8));
    var first = DecodeImage.expandAnimations(false);
    return file.opaque(
        tf.image.decodeImage(file.content(), TUint8.class, DecodeImage.channels(3L), first));
  }

  private static Operand<TUint8> other(ImageFile file) {
    var length = file.tf().strings.stringLength(file.content());
    var never = file.where(file.tf().constant(false), UNKNOWN, length);
    return never.fill(never.array(1, 1, 4), never.dtypes.cast(never.constant(0), TUint8.class));
  }
}
