/**
 * Classifies pictures with an exported SavedModel. It needs neither the estimator nor the layers:
 * the SavedModel stands alone.
 *
 * <p>The door is {@link io.github.tfestimator.serving.SavedModelClassifier}.
 */
package io.github.tfestimator.serving;
