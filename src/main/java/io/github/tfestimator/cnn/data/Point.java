package io.github.tfestimator.cnn.data;

/**
 * A place on a page or a picture.
 *
 * @param x to the right
 * @param y downwards
 */
record Point(double x, double y) {}
