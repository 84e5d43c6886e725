package io.github.tfestimator.cnn.image;

/**
 * An image in MNIST's form, as {@link ImageDecoder#fit} makes it.
 *
 * @param pixels 784 pixels, unsigned, row after row
 * @param found whether a digit was found; if not, the pixels mean nothing
 */
public record FittedImage(byte[] pixels, boolean found) {}
