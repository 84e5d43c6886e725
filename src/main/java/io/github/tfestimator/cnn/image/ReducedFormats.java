package io.github.tfestimator.cnn.image;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.op.core.Squeeze;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;

/**
 * Decoders for {@link Fitting}: gray, and the longer side of an image has less than 1,000 pixels.
 * They refuse what {@link ImageFormats} refuses. JPEGs are turned upright.
 */
final class ReducedFormats {
  /** The scales that libjpeg decodes at in less time. */
  private static final List<Long> RATIOS = List.of(1L, 2L, 4L, 8L);

  private ReducedFormats() {}

  /** Subsamples what a decoder gives, and makes it gray: [rows, columns]. */
  static Function<ImageFile, Operand<TUint8>> reduced(
      Function<ImageFile, Operand<TUint8>> decoder) {
    return file -> GrayPaper.gray(file.tf(), Subsampling.subsample(file.tf(), decoder.apply(file)));
  }

  /** Decodes a PNG file: [rows, columns]. */
  static Operand<TUint8> png(ImageFile file) {
    var tf = file.tf();
    var pixels = Subsampling.subsample(tf, PngFormat.pixels(file));
    return GrayPaper.gray(tf, PngFormat.withFullOpacity(tf, pixels, file.unsignedByte(24)));
  }

  /** Decodes a JPEG file at the largest ratio that leaves it large enough: [rows, columns]. */
  static Operand<TUint8> jpeg(ImageFile file) {
    var graph = file.tf();
    var shape = graph.image.extractJpegShape(file.content());
    var tf = JpegFormat.whereSmallEnough(file, shape);
    var size = tf.slice(shape, tf.array(0), tf.array(2));
    var longer = tf.reduceMax(size, tf.constant(0));
    var gray =
        gray(
            tf,
            file.content(),
            tf.gather(shape, tf.constant(2), tf.constant(0)),
            ratioIndex(tf, longer));
    // One after the other: if decoding fails, a loop beside it may fail first, canceled.
    var decodedGraph = graph.withControlDependencies(gray);
    var orientation = ExifOrientation.read(decodedGraph, file.content());
    return ExifOrientation.turn(graph, Subsampling.subsample(graph, gray), orientation);
  }

  /** Takes the gray that a JPEG stores, by Rec. 601 too; a file of four inks has none. */
  private static Operand<TUint8> gray(
      Ops tf, Operand<TString> content, Operand<TInt32> components, Operand<TInt32> ratio) {
    try (var inks =
            function(
                "decode_inks",
                (ops, file, index) ->
                    GrayPaper.opaque(ops, JpegFormat.atRatio(ops, file, 3, RATIOS, index)));
        var stored =
            function(
                "decode_gray",
                (ops, file, index) ->
                    ops.squeeze(
                        JpegFormat.atRatio(ops, file, 1, RATIOS, index),
                        Squeeze.axis(List.of(2L))))) {
      var hasInks = tf.math.equal(components, tf.constant(4));
      var gray = tf.ifOp(hasInks, List.of(content, ratio), List.of(TUint8.class), inks, stored);
      return gray.output().get(0).expect(TUint8.class);
    }
  }

  private interface Decoding {
    Operand<TUint8> gray(Ops tf, Operand<TString> file, Operand<TInt32> ratio);
  }

  private static ConcreteFunction function(String name, Decoding decoding) {
    return ConcreteFunction.create(
        tf -> {
          var file =
              tf.withName("file").placeholder(TString.class, Placeholder.shape(Shape.scalar()));
          var ratio =
              tf.withName("ratio").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
          return Signature.builder(name)
              .input("file", file)
              .input("ratio", ratio)
              .output("gray", decoding.gray(tf, file, ratio))
              .build();
        });
  }

  private static Operand<TInt32> ratioIndex(Ops tf, Operand<TInt32> side) {
    var sides = RATIOS.stream().skip(1).mapToInt(r -> (int) (r * Subsampling.MIN_SIDE)).toArray();
    var isLarge = tf.math.greaterEqual(side, tf.array(sides));
    return tf.reduceSum(tf.dtypes.cast(isLarge, TInt32.class), tf.constant(0));
  }
}
