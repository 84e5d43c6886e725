/**
 * Files that are whole or absent. The only class is {@link io.github.tfestimator.files.WholeFiles}.
 */
package io.github.tfestimator.files;
