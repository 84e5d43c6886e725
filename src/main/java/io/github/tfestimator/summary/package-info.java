/**
 * Event files, which TensorBoard shows, and the evaluations of a model as data. Java alone, without
 * TensorFlow's native library.
 *
 * <p>{@link io.github.tfestimator.summary.EventFile} writes what {@code tf.summary} writes in
 * TensorFlow 1.x:
 *
 * <pre>{@code
 * var events = EventFile.in(Path.of("train/mnist"));
 * events.sessionStart(1);
 * events.scalar("loss", 2.3f, 100);
 * }</pre>
 *
 * <p>Values are written as TensorFlow 1.x writes them ({@code simple_value}, {@code histo}, {@code
 * image}); TensorBoard converts those as it reads.
 *
 * <p>{@link io.github.tfestimator.summary.EvaluationHistory} keeps evaluations in full precision,
 * for programs:
 *
 * <pre>{@code
 * for (EvaluationRecord evaluation : EvaluationHistory.in(Path.of("train/mnist/eval")).records()) {
 *   System.out.println(evaluation.globalStep() + ": " + evaluation.value("accuracy"));
 * }
 * }</pre>
 *
 * <p><b>Errors.</b> {@link io.github.tfestimator.summary.SummaryException} for the history's file,
 * {@link java.lang.IllegalArgumentException} for arguments. An event file that can't be written is
 * a warning in the log.
 */
package io.github.tfestimator.summary;
