package io.github.tfestimator.peers;

/**
 * What a worker says, a line of JSON.
 *
 * @param values seconds, or numbers that were asked for
 * @param text versions, or what went wrong
 * @param peakMib the most memory that its process has held so far, in MiB
 * @param failed whether it went wrong
 */
record Answer(double[] values, String text, double peakMib, boolean failed) {}
