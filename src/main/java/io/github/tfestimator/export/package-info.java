/**
 * SavedModels for TensorFlow Serving and for Java services.
 *
 * <p>The door is {@link io.github.tfestimator.export.SavedModelExporter}:
 *
 * <pre>{@code
 * Path version = SavedModelExporter.export(estimator, new PixelInputFn(scaler), Path.of("savedmodel/cnn"));
 * }</pre>
 */
package io.github.tfestimator.export;
