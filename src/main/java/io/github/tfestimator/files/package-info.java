/**
 * What all packages need of the file system: files that are whole or absent, {@link
 * io.github.tfestimator.files.WholeFiles}, and where SavedModels are, {@link
 * io.github.tfestimator.files.SavedModelVersions}.
 */
package io.github.tfestimator.files;
