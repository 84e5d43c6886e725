package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TString;
import org.tensorflow.types.TUint8;
import org.tensorflow.types.family.TType;

/**
 * The ops that read how a camera was held from the EXIF block of a JPEG file, and that turn the
 * image upright (<a href="https://www.cipa.jp/std/documents/download_e.html?DC-008-2023-E">EXIF
 * 3.0</a>, 4.6.5). A damaged block gives 1, never an error. The eXIf chunk of PNG files isn't read.
 */
final class ExifOrientation {
  /** Segments before the image's tables that are searched for the block. */
  private static final int MAX_SEGMENTS = 16;

  /** The marker, the length, and the name of a segment. */
  private static final int SEGMENT_HEADER = 10;

  /** For each orientation, whether the rows and the columns are reversed after transposing. */
  private static final boolean[][] REVERSED = {
    {false, false},
    {false, false},
    {false, true},
    {true, true},
    {true, false},
    {false, false},
    {false, true},
    {true, true},
    {true, false}
  };

  private ExifOrientation() {}

  /**
   * Reads the orientation.
   *
   * @param file the bytes of a JPEG file, or any others: a scalar
   * @return 1 (upright) to 8: a scalar
   */
  static Operand<TInt32> read(Ops tf, Operand<TString> file) {
    try (var condition = ConcreteFunction.create(graph -> new Segment(graph).toBeSkipped());
        var body = ConcreteFunction.create(graph -> new Segment(graph).skipped())) {
      var start = List.<Operand<?>>of(tf.constant(0), tf.constant(2), file);
      var loop = tf.whileOp(start, condition, body);
      var place = loop.output().get(1).expect(TInt32.class);
      return ExifBlock.orientation(tf, new Segment(tf, file, place).exif());
    }
  }

  /**
   * Turns an image upright.
   *
   * @param image [rows, columns]
   * @param orientation 1 to 8: a scalar
   * @return of the same shape, or with rows and columns exchanged
   */
  static Operand<TUint8> turn(Ops tf, Operand<TUint8> image, Operand<TInt32> orientation) {
    try (var kept = ConcreteFunction.create(graph -> new Held(graph).kept());
        var turned = ConcreteFunction.create(graph -> new Held(graph).turned())) {
      var isUpright = tf.math.equal(orientation, tf.constant(1));
      var values = List.<Operand<?>>of(image, orientation);
      var upright = tf.ifOp(isUpright, values, List.of(TUint8.class), kept, turned);
      return upright.output().get(0).expect(TUint8.class);
    }
  }

  /** An image as the camera was held, the arguments of a function. */
  private static final class Held {
    private final Ops tf;
    private final Operand<TUint8> image;
    private final Operand<TInt32> orientation;

    Held(Ops tf) {
      this.tf = tf;
      var shape = Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE);
      image = tf.withName("image").placeholder(TUint8.class, Placeholder.shape(shape));
      orientation =
          tf.withName("orientation").placeholder(TInt32.class, Placeholder.shape(Shape.scalar()));
    }

    Signature kept() {
      return signature("keep_orientation", tf.identity(image));
    }

    Signature turned() {
      var isTransposed = tf.math.greaterEqual(orientation, tf.constant(5));
      var axes = tf.select(isTransposed, tf.array(1, 0), tf.array(0, 1));
      var reversed = tf.gather(tf.constant(REVERSED), orientation, tf.constant(0));
      var reversedAxes = tf.reshape(tf.where(reversed), tf.array(-1));
      return signature("turn", tf.reverse(tf.linalg.transpose(image, axes), reversedAxes));
    }

    private Signature signature(String name, Operand<TUint8> upright) {
      return Signature.builder(name)
          .input("image", image)
          .input("orientation", orientation)
          .output("upright", upright)
          .build();
    }
  }

  /** A segment of the file, for the loop that looks for the one with the EXIF block. */
  private static final class Segment {
    private final Ops tf;
    private final Operand<TInt32> number;
    private final Operand<TInt32> place;
    private final Operand<TString> file;
    private final Operand<TInt32> header;

    /** The loop's variables as a function's placeholders. */
    Segment(Ops tf) {
      this(
          tf,
          input(tf, "number", TInt32.class),
          input(tf, "place", TInt32.class),
          input(tf, "file", TString.class));
    }

    Segment(Ops tf, Operand<TString> file, Operand<TInt32> place) {
      this(tf, tf.constant(0), place, file);
    }

    private Segment(Ops tf, Operand<TInt32> number, Operand<TInt32> place, Operand<TString> file) {
      this.tf = tf;
      this.number = number;
      this.place = place;
      this.file = file;
      var length = tf.constant(SEGMENT_HEADER);
      header = new ImageFile(tf, file).paddedBytes(place, length, SEGMENT_HEADER);
    }

    private static <T extends TType> Operand<T> input(Ops tf, String name, Class<T> type) {
      return tf.withName(name).placeholder(type, Placeholder.shape(Shape.scalar()));
    }

    /** Continues with application segments and comments, up to the EXIF block. */
    Signature toBeSkipped() {
      var isMarker = tf.math.equal(at(0), tf.constant(0xff));
      var kind = at(1);
      var isApplication =
          tf.math.equal(tf.bitwise.bitwiseAnd(kind, tf.constant(0xf0)), tf.constant(0xe0));
      var isComment = tf.math.equal(kind, tf.constant(0xfe));
      var conditions =
          List.<Operand<TBool>>of(
              isMarker,
              tf.math.logicalOr(isApplication, isComment),
              tf.math.logicalNot(isExif()),
              tf.math.less(number, tf.constant(MAX_SEGMENTS)));
      return signature("to_be_skipped")
          .output("continue", tf.reduceAll(tf.stack(conditions), tf.constant(0)))
          .build();
    }

    Signature skipped() {
      var next = tf.math.add(place, tf.math.add(length(), tf.constant(2)));
      return signature("skip")
          .output("next_number", tf.math.add(number, tf.constant(1)))
          .output("next_place", next)
          .output("next_file", tf.identity(file))
          .build();
    }

    private Signature.Builder signature(String name) {
      return Signature.builder(name)
          .input("number", number)
          .input("place", place)
          .input("file", file);
    }

    /** The content after the name, or nothing if this is another segment. */
    Operand<TString> exif() {
      var size = tf.math.maximum(tf.constant(0), tf.math.sub(length(), tf.constant(8)));
      var start = tf.math.add(place, tf.constant(SEGMENT_HEADER));
      return new ImageFile(tf, file)
          .availableBytes(start, tf.select(isExif(), size, tf.constant(0)));
    }

    private Operand<TBool> isExif() {
      var expected = tf.array(0xff, 0xe1, 'E', 'x', 'i', 'f', 0, 0);
      var fields = tf.gather(header, tf.array(0, 1, 4, 5, 6, 7, 8, 9), tf.constant(0));
      return tf.reduceAll(tf.math.equal(fields, expected), tf.constant(0));
    }

    /** The length that the segment says it has, without its marker. */
    private Operand<TInt32> length() {
      return tf.math.add(tf.math.mul(at(2), tf.constant(256)), at(3));
    }

    private Operand<TInt32> at(int index) {
      return tf.gather(header, tf.constant(index), tf.constant(0));
    }
  }
}
