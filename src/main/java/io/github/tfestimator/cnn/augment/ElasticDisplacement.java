package io.github.tfestimator.cnn.augment;

import org.tensorflow.Operand;
import org.tensorflow.ndarray.StdArrays;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/**
 * The displacement of an elastic deformation along one axis: uniform noise, smoothed by a Gaussian,
 * as in P. Simard, D. Steinkraus, J. Platt, "Best Practices for Convolutional Neural Networks
 * Applied to Visual Document Analysis" (2003), with 4 of 28 pixels for the Gaussian's deviation. A
 * displacement has a deviation of 1 of 28 pixels, at the edges, too.
 */
final class ElasticDisplacement {
  private static final float SMOOTHING_PART = 4f / 28;
  private static final float DISPLACEMENT_PART = 1f / 28;

  private ElasticDisplacement() {}

  /**
   * Draws the displacements.
   *
   * @param axis x or y
   * @return [batch, height, width, 1], in pixels
   */
  static Operand<TFloat32> of(Ops tf, RandomNumbers random, String axis, int height, int width) {
    int size = axis.equals("x") ? width : height;
    var noise = random.noise("elastic_" + axis, DISPLACEMENT_PART * size);
    var rows = tf.constant(StdArrays.ndCopyOf(gaussian(height)));
    var columns = tf.constant(StdArrays.ndCopyOf(gaussian(width)));
    var smooth = tf.linalg.transpose(columns, tf.array(1, 0));
    var alongX =
        tf.linalg.matMul(tf.reshape(noise, tf.array(-1, width)), smooth); // [batch * height, width]
    var images = tf.reshape(alongX, tf.array(-1, height, width));
    var both = tf.train.batchMatMul(rows, images, TFloat32.class);
    return tf.reshape(both, tf.array(-1, height, width, 1));
  }

  /** A matrix that smooths a column of noise; the squares of each row add up to 1. */
  private static float[][] gaussian(int size) {
    double deviation = SMOOTHING_PART * size;
    float[][] matrix = new float[size][size];
    for (int i = 0; i < size; i++) {
      double[] row = new double[size];
      double squares = 0;
      for (int j = 0; j < size; j++) {
        row[j] = Math.exp(-0.5 * Math.pow((i - j) / deviation, 2));
        squares += row[j] * row[j];
      }
      for (int j = 0; j < size; j++) {
        matrix[i][j] = (float) (row[j] / Math.sqrt(squares));
      }
    }
    return matrix;
  }
}
