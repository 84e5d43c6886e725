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
 */
final class InkPolarity {
  /** Cells along the longer side over which the local mean is taken. */
  private static final int CELLS = 4;

  private final Ops tf;
  private final Grids grids;

  InkPolarity(Ops tf) {
    this.tf = tf;
    grids = new Grids(tf);
  }

  /**
   * Detects light ink.
   *
   * @param gray [rows, columns], 0 to 255
   * @return whether the ink is lighter than the paper: a scalar
   */
  Operand<TBool> isLight(Operand<TFloat32> gray) {
    var logarithm = tf.math.log(tf.math.add(gray, tf.constant(32f)));
    var deviation = tf.math.sub(logarithm, localMean(logarithm));
    var cubes = tf.math.mul(deviation, tf.math.square(deviation));
    var skewness = grids.sum(tf.math.mul(cubes, centerWeights(gray)));
    var isPositive = tf.math.greater(skewness, tf.constant(0f));
    var isLight = tf.math.logicalAnd(isPositive, tf.math.logicalNot(isSheet(logarithm)));
    return tf.select(grids.isStrip(gray), isMiddleLighter(gray), isLight);
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
   * Tells whether what is light is a sheet on a dark table: it fills most of its box, the corners
   * included, and isn't twice as long as wide.
   */
  private Operand<TBool> isSheet(Operand<TFloat32> logarithm) {
    var both = tf.array(0, 1);
    var range = tf.math.add(tf.reduceMin(logarithm, both), tf.reduceMax(logarithm, both));
    var bright = tf.math.greater(logarithm, tf.math.mul(range, tf.constant(0.5f)));
    var box = grids.box(bright);
    var height = box.height(tf);
    var width = box.width(tf);
    var fill = tf.math.div(grids.count(bright), grids.floats(tf.math.mul(height, width)));
    var longer = tf.math.maximum(height, width);
    var shorter = tf.math.minimum(height, width);
    var rows = tf.gather(bright, inset(box.top(), height), tf.constant(0));
    var corners = tf.gather(rows, inset(box.left(), width), tf.constant(1));
    var isFull = tf.math.greater(fill, tf.constant(0.6f));
    var isSquarish = tf.math.less(longer, tf.math.mul(shorter, tf.constant(2)));
    return tf.math.logicalAnd(tf.reduceAll(corners, both), tf.math.logicalAnd(isFull, isSquarish));
  }

  /** The indices somewhat inside both ends. */
  private Operand<TInt32> inset(Operand<TInt32> start, Operand<TInt32> length) {
    var lengths = grids.floats(length);
    var near = tf.math.mul(lengths, tf.constant(0.18f));
    var far = tf.math.mul(lengths, tf.constant(0.82f));
    var offsets = tf.dtypes.cast(tf.stack(List.of(near, far)), TInt32.class);
    return tf.math.add(offsets, start);
  }
}
