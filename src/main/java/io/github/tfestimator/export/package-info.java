/**
 * SavedModels for TensorFlow Serving and for Java services.
 *
 * <p>The door is {@link io.github.tfestimator.export.SavedModelExporter}:
 *
 * <pre>{@code
 * Path version = SavedModelExporter.of(new ImageServingInputFn(scaler)).export(estimator, Path.of("savedmodel/cnn"));
 * }</pre>
 *
 * <p>{@link io.github.tfestimator.export.LatestExporter}, {@link
 * io.github.tfestimator.export.FinalExporter} and {@link io.github.tfestimator.export.BestExporter}
 * go through it while {@code trainAndEvaluate} trains.
 */
package io.github.tfestimator.export;
