/**
 * Files that are whole or absent, {@link io.github.tfestimator.files.WholeFiles}, and the checksum
 * of TensorFlow's files, {@link io.github.tfestimator.files.Crc32c}.
 */
package io.github.tfestimator.files;
