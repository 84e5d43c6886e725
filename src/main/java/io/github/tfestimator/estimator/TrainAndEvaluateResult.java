package io.github.tfestimator.estimator;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/**
 * How a call of {@link Estimator#trainAndEvaluate} ended.
 *
 * @param globalStep the global step reached
 * @param evaluation the last checkpoint's; none if the training was interrupted or abandoned
 * @param exports the newest folder that each exporter made in this call, by the exporter's name
 */
public record TrainAndEvaluateResult(
    long globalStep, Optional<Evaluation> evaluation, SortedMap<String, Path> exports) {}
