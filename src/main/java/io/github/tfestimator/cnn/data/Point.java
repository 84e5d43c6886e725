package io.github.tfestimator.cnn.data;

/**
 * A place on a page or an image.
 *
 * @param x to the right
 * @param y downwards
 */
record Point(double x, double y) {}
