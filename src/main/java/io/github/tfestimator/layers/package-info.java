/**
 * Layers, losses and optimizers: {@code tf.layers}, {@code tf.losses} and {@code tf.train} of
 * TensorFlow 1.x on TensorFlow Java's {@link org.tensorflow.op.Ops}, with the same names, defaults,
 * initial values and variable names, so that a checkpoint has Python's keys.
 *
 * <p>Most users need only {@link io.github.tfestimator.layers.Layers}, {@link
 * io.github.tfestimator.layers.Losses} and {@link
 * io.github.tfestimator.layers.GradientDescentOptimizer}:
 *
 * <pre>{@code
 * import static io.github.tfestimator.layers.LayerArguments.*;
 * import static io.github.tfestimator.layers.Regularizer.l2;
 *
 * var layers = Layers.on(tf);
 * var conv = layers.conv2d(input, filters(32), kernelSize(5, 5), Padding.SAME, Activation.RELU);
 * var pool = layers.maxPooling2d(conv, poolSize(2, 2), strides(2));
 * var logits = layers.dense(layers.flatten(pool), units(10), kernelRegularizer(l2(1e-4f)));
 * var error = Losses.sparseSoftmaxCrossEntropy(tf, labels, logits);
 * var loss = tf.math.add(error, layers.regularizationLoss());
 * var trainOp = new GradientDescentOptimizer(0.001f).minimize(tf, loss);
 * }</pre>
 *
 * <p>A further layer is a short class such as {@code Flatten} or {@code Dense}, a method of {@code
 * Layers}, and a line in {@code scripts/parity/layers.py}.
 *
 * <p>A further optimizer implements {@link io.github.tfestimator.layers.Optimizer#updates}, as
 * {@code AdagradOptimizer} does, with {@link io.github.tfestimator.layers.Slots} for what it keeps,
 * and a line in {@code scripts/parity/optimizers.py}.
 *
 * <p>As in TensorFlow 1.x the graph itself carries what its layers share: {@link
 * io.github.tfestimator.layers.RandomSeed} and {@link io.github.tfestimator.layers.GlobalStep}.
 */
package io.github.tfestimator.layers;
