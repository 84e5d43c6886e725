/**
 * What all packages need of the file system: files that are whole or absent, {@link
 * io.github.tfestimator.files.WholeFiles}, where SavedModels are, {@link
 * io.github.tfestimator.files.SavedModelVersions}, the checksum of TensorFlow's files, {@link
 * io.github.tfestimator.files.Crc32c}, and {@link io.github.tfestimator.files.Sha256}.
 */
package io.github.tfestimator.files;
