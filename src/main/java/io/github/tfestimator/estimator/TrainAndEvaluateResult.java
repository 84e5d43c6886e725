package io.github.tfestimator.estimator;

import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The result of {@link Estimator#trainAndEvaluate}.
 *
 * @param globalStep the global step reached
 * @param evaluation of the last checkpoint; empty if the training was interrupted or abandoned
 * @param exports the newest folder that each exporter made in this call, by the exporter's name
 */
public record TrainAndEvaluateResult(
    long globalStep, Optional<Evaluation> evaluation, SortedMap<String, Path> exports) {}
