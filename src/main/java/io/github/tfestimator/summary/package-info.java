/**
 * Event files, which TensorBoard shows: what {@code tf.summary} is in TensorFlow 1.x, in Java
 * alone, without TensorFlow's native library.
 *
 * <p>The door is {@link io.github.tfestimator.summary.EventFile}, which writes; {@link
 * io.github.tfestimator.summary.EventFileReader} reads what it or Python's TensorFlow wrote:
 *
 * <pre>{@code
 * var events = EventFile.in(Path.of("train/mnist"));
 * events.sessionStart(1);
 * events.scalar("loss", 2.3f, 100);
 *
 * EventFileReader.scalars(Path.of("train/mnist"));   // {100={loss=2.299999952316284}}
 * }</pre>
 *
 * <p>Values are written as TensorFlow 1.x writes them ({@code simple_value}, {@code histo}, {@code
 * image}); TensorBoard converts those as it reads.
 *
 * <p><b>Errors.</b> {@link io.github.tfestimator.summary.SummaryException} for files, {@link
 * java.lang.IllegalArgumentException} for arguments.
 */
package io.github.tfestimator.summary;
