package io.github.tfestimator.cnn.image;

import java.util.List;
import org.tensorflow.Operand;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt32;

/**
 * The ops that select the digit among the components of an ink mask. Components that touch the
 * image's border go, unless nearly all ink is theirs; so does a thin frame around the others. Of
 * the rest stays what has at least 8 % of the heaviest component's ink, and is at least 65 % as
 * strong: parts of a table beside a sheet are fainter.
 */
final class DigitSelection {
  private static final float CRUMB = 0.08f;
  private static final float FAINT = 0.65f;
  private static final float THIN = 0.2f;
  private static final float ALONG_BORDER = 0.9f;

  private final Ops tf;
  private final Grids grids;
  private final Operand<TInt32> zero;
  private final Operand<TInt32> labels;
  private final Operand<TInt32> labelCount;

  /** The boxes of the components, [4, labels]: top, left, and bottom and right negated. */
  private final Operand<TInt32> bounds;

  private final Operand<TFloat32> sizes;
  private final Operand<TBool> isInside;
  private final Operand<TBool> digit;
  private final Grids.Box box;
  private final Operand<TBool> isOutline;

  /**
   * Builds the ops.
   *
   * @param ink its strength: [rows, columns]
   * @param mask where there is ink: of the same shape
   * @param isPlain whether the image has but two tones, ink and paper: a scalar
   */
  DigitSelection(Ops tf, Operand<TFloat32> ink, Operand<TBool> mask, Operand<TBool> isPlain) {
    this.tf = tf;
    grids = new Grids(tf);
    zero = tf.constant(0);
    labels = labels(mask);
    labelCount = tf.math.add(tf.size(labels), tf.constant(1));
    var rows = indices(ink, 0);
    var columns = indices(ink, 1);
    bounds =
        tf.stack(List.of(least(rows), least(columns), negatedMost(rows), negatedMost(columns)));
    sizes = sums(tf.fill(tf.shape(labels), tf.constant(1f)));

    var flatInk = tf.reshape(tf.math.mul(ink, grids.floats(mask)), tf.array(-1));
    var masses = sums(flatInk);
    var inside = tf.select(touchesBorder(ink), tf.constant(0f), masses);
    var enough = tf.math.mul(max(masses), tf.constant(0.1f));
    isInside = tf.math.greater(max(inside), enough);
    var candidates = withoutFrame(tf.select(isInside, inside, masses));

    var main = heaviest(candidates);
    var least = tf.math.mul(max(candidates), tf.constant(CRUMB));
    var isHeavy = tf.math.greaterEqual(candidates, least);
    var surrounds = allSides(tf.math.less(bounds, box(main)));
    var means = tf.math.div(candidates, tf.math.maximum(sizes, tf.constant(1f)));
    var faint = tf.math.mul(tf.gather(means, main, zero), tf.constant(FAINT));
    var isLikeMain = tf.math.logicalAnd(isHeavy, tf.math.greaterEqual(means, faint));
    var isKept = tf.math.logicalAnd(isLikeMain, tf.math.logicalNot(surrounds));
    var kept = tf.reshape(tf.gather(isKept, labels, zero), tf.shape(mask));
    digit = tf.math.logicalAnd(kept, mask);
    box = grids.box(digit);
    isOutline = tf.select(spans(ink, main), isThin(main, 0.15f), isAlongBorder(isPlain));
  }

  /**
   * Labels the components. Where there is little ink, as of a thin pen, lines break in the search:
   * a pixel's gap doesn't divide them.
   */
  private Operand<TInt32> labels(Operand<TBool> mask) {
    var ink = grids.floats(mask);
    var window = tf.array(1, 2, 2, 1);
    var wide = grids.matrix(tf.nn.maxPool(grids.image(ink), window, tf.array(1, 1, 1, 1), "SAME"));
    var covered = tf.math.mean(ink, tf.array(0, 1));
    var isThin = grids.floats(tf.math.less(covered, tf.constant(THIN)));
    var joined = tf.math.maximum(ink, tf.math.mul(wide, isThin));
    var joinedLabels = new ConnectedComponents(tf).labels(tf.math.greater(joined, tf.constant(0f)));
    var flatMask = tf.dtypes.cast(tf.reshape(mask, tf.array(-1)), TInt32.class);
    return tf.math.mul(joinedLabels, flatMask);
  }

  /** The mask of the digit: [rows, columns]. */
  Operand<TBool> digit() {
    return digit;
  }

  /** The box of the digit. */
  Grids.Box box() {
    return box;
  }

  /** Tells whether the digit touches no border: a scalar. */
  Operand<TBool> isInside() {
    return isInside;
  }

  /**
   * Tells whether the heaviest component is but thin lines along the whole image or, if it is
   * smaller, the digit lies along the image's border: a scalar.
   */
  Operand<TBool> isOutline() {
    return isOutline;
  }

  /**
   * Tells whether ink along the image's border is at least 90 % of the digit's longer side: a
   * scalar. Of the tables around empty sheets, 90 of 100 have as much. Digits that two borders cut
   * off have as much, too: in a plain image, which is no photo of a table, one border has to have
   * it alone.
   */
  private Operand<TBool> isAlongBorder(Operand<TBool> isPlain) {
    var ink = grids.floats(digit);
    var borders = tf.concat(List.of(grids.ends(ink, 1), grids.ends(ink, 0)), zero);
    var along = tf.select(isPlain, max(borders), tf.reduceSum(borders, zero));
    var longer = grids.floats(tf.math.maximum(box.height(tf), box.width(tf)));
    return tf.math.greaterEqual(along, tf.math.mul(longer, tf.constant(ALONG_BORDER)));
  }

  /** Removes the heaviest component if it is thin and has others in its box. */
  private Operand<TFloat32> withoutFrame(Operand<TFloat32> masses) {
    var main = heaviest(masses);
    var isWithin = allSides(tf.math.greater(bounds, box(main)));
    var within = tf.select(isWithin, masses, tf.constant(0f));
    var crumb = tf.math.mul(max(masses), tf.constant(CRUMB));
    var isFrame = tf.math.logicalAnd(isThin(main, 0.22f), tf.math.greater(max(within), crumb));
    return tf.select(isFrame, within, masses);
  }

  private Operand<TBool> isThin(Operand<TInt32> component, float fill) {
    var area = grids.floats(tf.math.mul(height(component), width(component)));
    var size = tf.gather(sizes, component, zero);
    return tf.math.less(size, tf.math.mul(area, tf.constant(fill)));
  }

  private Operand<TBool> spans(Operand<TFloat32> image, Operand<TInt32> component) {
    var isHigh = tf.math.greaterEqual(height(component), ninety(grids.rows(image)));
    var isWide = tf.math.greaterEqual(width(component), ninety(grids.columns(image)));
    return tf.math.logicalAnd(isHigh, isWide);
  }

  private Operand<TInt32> ninety(Operand<TInt32> length) {
    return tf.math.div(tf.math.mul(length, tf.constant(9)), tf.constant(10));
  }

  private Operand<TInt32> height(Operand<TInt32> component) {
    var box = tf.gather(bounds, component, tf.constant(1));
    var ends = tf.math.add(grids.at(box, 0), grids.at(box, 2));
    return tf.math.sub(tf.constant(1), ends);
  }

  private Operand<TInt32> width(Operand<TInt32> component) {
    var box = tf.gather(bounds, component, tf.constant(1));
    var ends = tf.math.add(grids.at(box, 1), grids.at(box, 3));
    return tf.math.sub(tf.constant(1), ends);
  }

  /** A component's bounds: [4, 1]. */
  private Operand<TInt32> box(Operand<TInt32> component) {
    return tf.expandDims(tf.gather(bounds, component, tf.constant(1)), tf.constant(1));
  }

  private Operand<TBool> touchesBorder(Operand<TFloat32> image) {
    var rows = indices(image, 0);
    var columns = indices(image, 1);
    var end = tf.constant(1);
    var isFirst = tf.math.equal(tf.math.minimum(rows, columns), zero);
    var isLast =
        tf.math.logicalOr(
            tf.math.equal(rows, tf.math.sub(grids.rows(image), end)),
            tf.math.equal(columns, tf.math.sub(grids.columns(image), end)));
    var border = tf.dtypes.cast(tf.math.logicalOr(isFirst, isLast), TInt32.class);
    var touches = tf.math.unsortedSegmentMax(border, labels, labelCount);
    return tf.math.greater(touches, zero);
  }

  /** The row or the column of each pixel: [rows * columns]. */
  private Operand<TInt32> indices(Operand<TFloat32> image, int axis) {
    var columns = grids.columns(image);
    var pixels = tf.range(zero, tf.size(image), tf.constant(1));
    return axis == 0 ? tf.math.div(pixels, columns) : tf.math.mod(pixels, columns);
  }

  /** Adds up what the pixels of each component have: [labels], 0 for the paper's label, 0. */
  private Operand<TFloat32> sums(Operand<TFloat32> values) {
    var sums = tf.math.unsortedSegmentSum(values, labels, labelCount);
    var isInk = tf.math.greater(tf.range(zero, labelCount, tf.constant(1)), zero);
    return tf.select(isInk, sums, tf.constant(0f));
  }

  private Operand<TInt32> least(Operand<TInt32> values) {
    return tf.math.unsortedSegmentMin(values, labels, labelCount);
  }

  private Operand<TInt32> negatedMost(Operand<TInt32> values) {
    return least(tf.math.neg(values));
  }

  private Operand<TFloat32> max(Operand<TFloat32> values) {
    return tf.reduceMax(values, zero);
  }

  private Operand<TInt32> heaviest(Operand<TFloat32> masses) {
    return tf.math.argMax(masses, zero, TInt32.class);
  }

  private Operand<TBool> allSides(Operand<TBool> sides) {
    return tf.reduceAll(sides, zero);
  }
}
