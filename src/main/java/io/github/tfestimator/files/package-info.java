/**
 * What all packages need of the file system: files that are whole or absent, {@link
 * io.github.tfestimator.files.WholeFiles}, where SavedModels are, {@link
 * io.github.tfestimator.files.SavedModelVersions}, TensorFlow's files of records, {@link
 * io.github.tfestimator.files.TfRecords}, the checksum of its files, {@link
 * io.github.tfestimator.files.Crc32c}, and {@link io.github.tfestimator.files.Sha256}.
 */
package io.github.tfestimator.files;
