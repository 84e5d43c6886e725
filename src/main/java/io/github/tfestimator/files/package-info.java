/**
 * What all packages need of the file system: files that are whole or absent, {@link
 * io.github.tfestimator.files.WholeFiles}, where SavedModels are, {@link
 * io.github.tfestimator.files.SavedModelVersions}, TensorFlow's files of records, {@link
 * io.github.tfestimator.files.TfRecords}, and the checksum of its files, {@link
 * io.github.tfestimator.files.Crc32c}.
 */
package io.github.tfestimator.files;
