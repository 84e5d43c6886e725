package io.github.tfestimator.cnn.image;

import java.util.List;
import java.util.function.Function;
import org.tensorflow.ConcreteFunction;
import org.tensorflow.Operand;
import org.tensorflow.Signature;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TUint8;

/**
 * The ops that bring the image of a digit into MNIST's form: 28x28 pixels, light ink on black, the
 * digit's box scaled to 20x20, the center of mass in the middle (<a
 * href="https://yann.lecun.com/exdb/mnist/">Y. LeCun</a>). An image that is in that form already
 * stays as it is, byte for byte.
 *
 * <ol>
 *   <li>The image is shrunk to 256 pixels a side, and for the search to 64.
 *   <li>{@link InkPolarity} tells light ink from dark; light ink is inverted.
 *   <li>{@link PaperEstimation} gives the paper; what is darker is ink. In an image of two tones
 *       the paper is as light everywhere.
 *   <li>{@link OtsuThreshold} makes it a mask, of which {@link DigitSelection} selects the digit.
 *   <li>The digit is cut out of the larger image and {@link DigitPlacement} places it.
 * </ol>
 *
 * <p>No digit is found if the ink contrasts by less than 10 of 255 with the paper, by less than 4.5
 * times the paper's noise, or covers more than 42 % of the image. Of ink that touches the image's
 * border, 62 % of the image (of a strip 90 %) and a contrast of 40 are the limits, and neither
 * lines along the whole image are a digit nor is what lies along the border: the table around a
 * sheet, the corner of a shadow.
 */
final class Fitting {
  private static final int FINE = 256;
  private static final int COARSE = 64;

  /** The side of the square into which the digit is cut, and the longer side of the digit there. */
  private static final int WINDOW = 64;

  private static final float DIGIT_IN_WINDOW = 48;

  /** The paper is taken for at least as light, lest noise in the dark be taken for ink. */
  private static final float DARKEST_PAPER = 32;

  private static final int SIDE = 28;

  private final Operand<TUint8> pixels;
  private final Operand<TBool> found;

  /**
   * Builds the ops.
   *
   * @param gray [rows, columns]
   */
  Fitting(Ops tf, Operand<TUint8> gray) {
    var values = tf.dtypes.cast(gray, TFloat32.class);
    try (var keep = function("keep", Fitting::kept);
        var fit = function("fit", image -> new Steps(image.tf, image.gray).outputs("fit", image))) {
      var result =
          tf.ifOp(
              MnistForm.matches(tf, values),
              List.of(values),
              List.of(TFloat32.class, TBool.class),
              keep,
              fit);
      var placed = result.output().get(0).expect(TFloat32.class);
      pixels = tf.dtypes.cast(tf.reshape(placed, tf.array(SIDE, SIDE)), TUint8.class);
      found = tf.reshape(result.output().get(1).expect(TBool.class), tf.constant(new int[0]));
    }
  }

  /** The image in MNIST's form: [28, 28]. */
  Operand<TUint8> pixels() {
    return pixels;
  }

  /** Tells whether there is a digit: a scalar. If there is none, the pixels mean nothing. */
  Operand<TBool> found() {
    return found;
  }

  private record Image(Ops tf, Operand<TFloat32> gray) {}

  private static ConcreteFunction function(String name, Function<Image, Signature> build) {
    return ConcreteFunction.create(
        tf -> {
          var shape = Placeholder.shape(Shape.of(Shape.UNKNOWN_SIZE, Shape.UNKNOWN_SIZE));
          return build.apply(new Image(tf, tf.withName("gray").placeholder(TFloat32.class, shape)));
        });
  }

  private static Signature kept(Image image) {
    return Signature.builder("keep")
        .input("gray", image.gray)
        .output("pixels", image.tf.identity(image.gray))
        .output("found", image.tf.constant(true))
        .build();
  }

  /** The steps, one after the other. */
  private static final class Steps {
    private final Ops tf;
    private final Grids grids;
    private final DigitPlacement placement;
    private final Operand<TBool> isLight;
    private final Operand<TFloat32> fine;
    private final Operand<TFloat32> paper;
    private final Operand<TFloat32> ink;
    private final Operand<TBool> mask;
    private final OtsuThreshold otsu;
    private final DigitSelection selection;

    Steps(Ops tf, Operand<TFloat32> gray) {
      this.tf = tf;
      grids = new Grids(tf);
      placement = new DigitPlacement(tf);
      var shrinking = new AreaShrinking(tf);
      var fineGray = shrinking.shrink(grids.image(gray), FINE);
      var coarseGray = grids.matrix(shrinking.shrink(fineGray, COARSE));
      var polarity = new InkPolarity(tf, coarseGray);
      isLight = polarity.isLight();
      fine = dark(fineGray);
      var coarse = dark(coarseGray);
      paper = paper(coarse, polarity.isPlain());
      ink = ink(paper, coarse);
      otsu = new OtsuThreshold(tf, ink);
      mask = tf.math.greater(ink, otsu.threshold());
      selection = new DigitSelection(tf, ink, mask, polarity.isPlain());
    }

    Signature outputs(String name, Image image) {
      return Signature.builder(name)
          .input("gray", image.gray)
          .output("pixels", placement.place(levelled(inkInWindow())))
          .output("found", isFound())
          .build();
    }

    /** The paper's brightness: of a plain image that of the lighter tone, everywhere. */
    private Operand<TFloat32> paper(Operand<TFloat32> gray, Operand<TBool> isPlain) {
      var lightest = tf.reduceMax(gray, tf.array(0, 1));
      var least = tf.math.mul(lightest, grids.floats(isPlain));
      return tf.math.maximum(new PaperEstimation(tf).paper(gray), least);
    }

    /** Inverts light ink. */
    private Operand<TFloat32> dark(Operand<TFloat32> gray) {
      return tf.math.add(tf.math.mul(gray, ifLight(-1, 1)), ifLight(255, 0));
    }

    /**
     * The ink's strength, 0 to 255. Dark ink takes a share of the paper's light, whatever that is;
     * light ink adds its own.
     */
    private Operand<TFloat32> ink(Operand<TFloat32> paper, Operand<TFloat32> gray) {
      var difference = tf.math.mul(tf.math.sub(paper, gray), ifLight(1, 255));
      var light = tf.math.mul(paper, ifLight(0, 1));
      return tf.math.div(difference, tf.math.maximum(light, ifLight(1, DARKEST_PAPER)));
    }

    /** One of two numbers: choosing between whole images takes much longer. */
    private Operand<TFloat32> ifLight(float light, float dark) {
      return tf.select(isLight, tf.constant(light), tf.constant(dark));
    }

    /** Cuts the digit out of the larger image: [64, 64], nothing but the digit. */
    private Operand<TFloat32> inkInWindow() {
      var coarseShape = tf.shape(paper);
      var box = selection.box();
      var scale = placement.scaleTo(DIGIT_IN_WINDOW, box);
      var shift = placement.centering(box, scale, WINDOW);
      var fineShape = tf.slice(tf.shape(fine), tf.array(1), tf.array(2));
      var finePixels = tf.math.div(grids.floats(fineShape), grids.floats(coarseShape));
      var window = tf.array(WINDOW, WINDOW);
      var gray =
          tf.reshape(placement.cut(fine, WINDOW, tf.math.div(scale, finePixels), shift), window);

      var layers = tf.stack(List.of(paper, nearDigit()));
      var channelsLast = tf.linalg.transpose(layers, tf.array(1, 2, 0));
      var cut =
          placement.cut(
              tf.expandDims(channelsLast, tf.constant(0)), WINDOW, placement.twice(scale), shift);
      var channels = tf.linalg.transpose(tf.reshape(cut, tf.array(-1, 2)), tf.array(1, 0));
      var isNear = tf.math.greater(channel(channels, 1), tf.constant(0.25f)); // So in the image.
      return tf.math.mul(ink(channel(channels, 0), gray), grids.floats(isNear));
    }

    private Operand<TFloat32> channel(Operand<TFloat32> channels, int index) {
      return tf.reshape(grids.at(channels, index), tf.array(WINDOW, WINDOW));
    }

    /** The digit's mask, a pixel wider: [rows, columns], 0 or 1. */
    private Operand<TFloat32> nearDigit() {
      var digit = grids.image(grids.floats(selection.digit()));
      var window = tf.array(1, 3, 3, 1);
      return grids.matrix(tf.nn.maxPool(digit, window, tf.array(1, 1, 1, 1), "SAME"));
    }

    /** Stretches the ink from the paper's level, 0, to the mean of the strong ink, 1. */
    private Operand<TFloat32> levelled(Operand<TFloat32> ink) {
      var contrast = contrast();
      var low = tf.math.add(otsu.lowerMean(), tf.math.mul(contrast, tf.constant(0.15f)));
      var half = tf.math.mul(contrast, tf.constant(0.5f));
      var isStrong = tf.math.greater(ink, tf.math.add(otsu.lowerMean(), half));
      var count = tf.math.maximum(grids.count(isStrong), tf.constant(1f));
      var strong = grids.sum(tf.math.mul(ink, grids.floats(isStrong)));
      var range = tf.math.sub(tf.math.div(strong, count), low);
      var share = tf.math.div(tf.math.sub(ink, low), tf.math.add(range, tf.constant(1e-3f)));
      return tf.clipByValue(share, tf.constant(0f), tf.constant(1f));
    }

    private Operand<TFloat32> contrast() {
      return tf.math.sub(otsu.upperMean(), otsu.lowerMean());
    }

    private Operand<TBool> isFound() {
      var contrast = contrast();
      var isInside = selection.isInside();
      var least = tf.select(isInside, tf.constant(10f), tf.constant(40f));
      var cut = tf.select(grids.isStrip(paper), tf.constant(0.9f), tf.constant(0.62f));
      var most = tf.select(isInside, tf.constant(0.42f), cut);
      var covered = tf.math.mean(grids.floats(mask), tf.array(0, 1));
      var noise = tf.math.mul(noise(), tf.constant(4.5f));
      var isDigit = tf.math.logicalOr(isInside, tf.math.logicalNot(selection.isOutline()));
      var conditions =
          tf.stack(
              List.of(
                  tf.math.greaterEqual(contrast, least),
                  tf.math.greaterEqual(contrast, noise),
                  tf.math.lessEqual(covered, most),
                  isDigit));
      return tf.reduceAll(conditions, tf.constant(0));
    }

    /** The standard deviation of the paper. */
    private Operand<TFloat32> noise() {
      var isPaper = tf.math.logicalNot(mask);
      var squares = tf.math.square(tf.math.sub(ink, otsu.lowerMean()));
      var sum = grids.sum(tf.math.mul(squares, grids.floats(isPaper)));
      return tf.math.sqrt(tf.math.div(sum, tf.math.maximum(grids.count(isPaper), tf.constant(1f))));
    }
  }
}
