package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.op.image.ResizeBilinear;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The ops that tell light ink from dark. Ink is the rarer of the two around any place, so the
 * skewness of the image about its local mean has its sign. Logarithms make shadows harmless; the
 * middle of the image weighs more than its border.
 *
 * <p>An image of two tones is told otherwise, as bold ink may be more than the paper around it: the
 * paper's tone is that of most of the border. Around a sheet or within a frame it is the other.
 */
final class InkPolarity {
  /** Cells along the longer side over which the local mean is taken. */
  private static final int CELLS = 4;

  /**
   * The part of the pixels that are within a twentieth of the range of the darkest or the lightest.
   */
  private static final float TWO_TONES = 0.75f;

  private final Ops tf;
  private final Grids grids;
  private final Operand<TBool> hasTwoTones;
  private final Operand<TBool> isPlain;
  private final Operand<TBool> isLight;

  /**
   * Builds the ops.
   *
   * @param gray [rows, columns], 0 to 255
   */
  InkPolarity(Ops tf, Operand<TFloat32> gray) {
    this.tf = tf;
    grids = new Grids(tf);
    var logarithm = tf.math.log(tf.math.add(gray, tf.constant(32f)));
    var bright = grids.floats(tf.math.greater(logarithm, middleOfRange(logarithm)));
    hasTwoTones = hasTwoTones(gray);
    var isBorderLight = isBorderLight(bright);
    var isInverted = grids.floats(tf.math.logicalAnd(hasTwoTones, isBorderLight));
    var isSheet = isSheet(tf.math.notEqual(bright, isInverted));
    isPlain = tf.math.logicalAnd(hasTwoTones, tf.math.logicalNot(isSheet));
    var isLighter = tf.math.logicalAnd(isSkewed(logarithm), tf.math.logicalNot(isSheet));
    var isOther = tf.math.equal(isBorderLight, isSheet);
    isLight =
        tf.select(
            grids.isStrip(gray), isMiddleLighter(gray), tf.select(hasTwoTones, isOther, isLighter));
  }

  /** Tells whether the ink is lighter than the paper: a scalar. */
  Operand<TBool> isLight() {
    return isLight;
  }

  /** Tells whether the image has two tones and is no sheet on a table or in a frame: a scalar. */
  Operand<TBool> isPlain() {
    return isPlain;
  }

  private Operand<TBool> hasTwoTones(Operand<TFloat32> gray) {
    var both = tf.array(0, 1);
    var least = tf.reduceMin(gray, both);
    var range = tf.math.sub(tf.reduceMax(gray, both), least);
    var middle = tf.math.add(least, tf.math.mul(range, tf.constant(0.5f)));
    var distance = tf.math.abs(tf.math.sub(gray, middle));
    var isNear = tf.math.greater(distance, tf.math.mul(range, tf.constant(0.45f)));
    var share = tf.math.mean(grids.floats(isNear), both);
    return tf.math.greaterEqual(share, tf.constant(TWO_TONES));
  }

  /** Tells whether more than half of the outermost rows and columns are light. */
  private Operand<TBool> isBorderLight(Operand<TFloat32> bright) {
    var border = tf.concat(List.of(grids.ends(bright, 1), grids.ends(bright, 0)), tf.constant(0));
    var half = grids.floats(tf.math.add(grids.rows(bright), grids.columns(bright)));
    return tf.math.greater(tf.reduceSum(border, tf.constant(0)), half);
  }

  private Operand<TFloat32> middleOfRange(Operand<TFloat32> values) {
    var both = tf.array(0, 1);
    var range = tf.math.add(tf.reduceMin(values, both), tf.reduceMax(values, both));
    return tf.math.mul(range, tf.constant(0.5f));
  }

  private Operand<TBool> isSkewed(Operand<TFloat32> logarithm) {
    var deviation = tf.math.sub(logarithm, localMean(logarithm));
    var cubes = tf.math.mul(deviation, tf.math.square(deviation));
    var skewness = grids.sum(tf.math.mul(cubes, centerWeights(logarithm)));
    return tf.math.greater(skewness, tf.constant(0f));
  }

  /** In a strip the ink lies in the middle across, and may be more than the paper. */
  private Operand<TBool> isMiddleLighter(Operand<TFloat32> gray) {
    var isHigh = tf.math.greater(grids.rows(gray), grids.columns(gray));
    var one = tf.constant(1f);
    var down = tf.select(isHigh, one, parabola(grids.rows(gray)));
    var across = tf.select(isHigh, parabola(grids.columns(gray)), one);
    var weights = tf.math.mul(tf.expandDims(down, tf.constant(1)), across);
    var middle = tf.math.div(grids.sum(tf.math.mul(gray, weights)), grids.sum(weights));
    return tf.math.greater(middle, tf.math.mean(gray, tf.array(0, 1)));
  }

  private Operand<TFloat32> localMean(Operand<TFloat32> values) {
    var shape = tf.shape(values);
    var cells = new AreaShrinking(tf).shrink(grids.image(values), CELLS);
    var mean = tf.image.resizeBilinear(cells, shape, ResizeBilinear.halfPixelCenters(true));
    return grids.matrix(mean);
  }

  /** Parabolas that are 1 in the middle and 0 at the border. */
  private Operand<TFloat32> centerWeights(Operand<TFloat32> gray) {
    var down = tf.expandDims(parabola(grids.rows(gray)), tf.constant(1));
    return tf.math.mul(down, parabola(grids.columns(gray)));
  }

  private Operand<TFloat32> parabola(Operand<TInt32> length) {
    var centers = tf.math.add(grids.upTo(length), tf.constant(0.5f));
    var scaled = tf.math.mul(tf.math.div(centers, grids.floats(length)), tf.constant(2f));
    var one = tf.constant(1f);
    return tf.math.sub(one, tf.math.square(tf.math.sub(scaled, one)));
  }

  /**
   * Tells whether an area is a sheet: it fills most of its box, the corners included, and isn't
   * twice as long as wide.
   */
  private Operand<TBool> isSheet(Operand<TBool> area) {
    var box = grids.box(area);
    var height = box.height(tf);
    var width = box.width(tf);
    var fill = tf.math.div(grids.count(area), grids.floats(tf.math.mul(height, width)));
    var longer = tf.math.maximum(height, width);
    var shorter = tf.math.minimum(height, width);
    var rows = tf.gather(area, inset(box.top(), height), tf.constant(0));
    var corners = tf.gather(rows, inset(box.left(), width), tf.constant(1));
    var isFull = tf.math.greater(fill, tf.constant(0.6f));
    var isSquarish = tf.math.less(longer, tf.math.mul(shorter, tf.constant(2)));
    var isCornered = tf.reduceAll(corners, tf.array(0, 1));
    return tf.math.logicalAnd(isCornered, tf.math.logicalAnd(isFull, isSquarish));
  }

  /** The indices somewhat inside both ends, of an area of two tones nearer to them. */
  private Operand<TInt32> inset(Operand<TInt32> start, Operand<TInt32> length) {
    var part = tf.select(hasTwoTones, tf.constant(0.06f), tf.constant(0.18f));
    var lengths = grids.floats(length);
    var near = tf.math.mul(lengths, part);
    var far = tf.math.sub(lengths, near);
    var offsets = tf.dtypes.cast(tf.stack(List.of(near, far)), TInt32.class);
    return tf.math.add(offsets, start);
  }
}
