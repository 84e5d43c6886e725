package io.github.tfestimator.benchmark.growth;

import java.util.Map;

/**
 * One measurement of one size.
 *
 * @param seconds what each part of the work took
 * @param peakMib the most memory (resident) that its process ever held
 */
record Sample(Map<String, Double> seconds, double peakMib) {}
