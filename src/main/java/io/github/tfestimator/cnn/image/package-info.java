/**
 * Picture files in the graph: what requests to an exported model are fed to, from the file to the
 * features of the network.
 *
 * <p>The door is {@link io.github.tfestimator.cnn.image.ImageServingInputFn}.
 */
package io.github.tfestimator.cnn.image;
