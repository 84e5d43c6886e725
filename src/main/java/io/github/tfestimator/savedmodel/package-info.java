/**
 * SavedModel folders: loading, versions, signatures, warm-up requests, and tensors as Java values,
 * which export and serving share.
 *
 * <p>Most users need only {@link io.github.tfestimator.savedmodel.SavedModelFolder}, which finds a
 * SavedModel or the highest of its versions. {@link
 * io.github.tfestimator.savedmodel.SavedModelInfo} describes one without loading it.
 */
package io.github.tfestimator.savedmodel;
