package io.github.tfestimator.estimator;

import java.util.SortedMap;
import org.tensorflow.Operand;

/**
 * What an exported model is fed with: {@code ServingInputReceiver}.
 *
 * @param features what the model function gets
 * @param signatures per signature, such as {@code serving_default}, its inputs by name
 */
public record ServingInput(
    Features features, SortedMap<String, SortedMap<String, Operand<?>>> signatures) {}
