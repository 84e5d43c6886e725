/** Pictures and labels as plain Java arrays: reading, splitting, scaling and batching them. */
package io.github.tfestimator.data;
