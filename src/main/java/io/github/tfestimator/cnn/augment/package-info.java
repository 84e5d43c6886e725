/**
 * Data augmentation in the graph: random changes of the images of a training step, which are a pure
 * function of seed, global step and place in the batch.
 */
package io.github.tfestimator.cnn.augment;
