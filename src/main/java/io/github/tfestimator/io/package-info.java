/**
 * Files: written whole or not at all by {@link io.github.tfestimator.io.AtomicFiles}, read up to a
 * limit by {@link io.github.tfestimator.io.BoundedFiles}, listed by {@link
 * io.github.tfestimator.io.Listing}, TensorFlow's records in {@link
 * io.github.tfestimator.io.TfRecords} and {@link io.github.tfestimator.io.TfRecordReader}, and the
 * checksums {@link io.github.tfestimator.io.Crc32c} and {@link io.github.tfestimator.io.Sha256}.
 */
package io.github.tfestimator.io;
