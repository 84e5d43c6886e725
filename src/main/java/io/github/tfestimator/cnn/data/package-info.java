/**
 * Images and labels as plain Java arrays: reading, splitting, scaling and batching them.
 *
 * <p>Most users need only {@link io.github.tfestimator.cnn.data.Mnist}, {@link
 * io.github.tfestimator.cnn.data.TrainTestSplit}, {@link
 * io.github.tfestimator.cnn.data.MinMaxScaler} and {@link io.github.tfestimator.cnn.data.Examples}.
 * The tutorial's data:
 *
 * <pre>{@code
 * var split = TrainTestSplit.split(Mnist.original(Mnist.fetch()), 0.2, 42);   // 56,000 / 14,000
 * var scaler = MinMaxScaler.fit(split.train().images());
 * InputFn training = Examples.of(split.train(), scaler).shuffledBatches(100, seed);
 * InputFn testing = Examples.of(split.test(), scaler).batches(128);
 * }</pre>
 *
 * <p>{@link io.github.tfestimator.cnn.image.ImageDecoder} brings image files into MNIST's form.
 * Whoever has other data implements {@link io.github.tfestimator.input.InputFn}.
 *
 * <p><b>Memory.</b> A pixel is kept as one byte, 55 MB for MNIST; splitting and ordering copy. What
 * is scaled is only the batch at hand.
 *
 * <p><b>Threads.</b> Everything here is immutable, except the iterators that an {@code InputFn}
 * gives: each belongs to one thread, and knows nothing of the others.
 *
 * <p><b>Errors.</b> {@link io.github.tfestimator.input.DataException} for files that can't be used,
 * {@link java.lang.IllegalArgumentException} for arguments.
 */
package io.github.tfestimator.cnn.data;
