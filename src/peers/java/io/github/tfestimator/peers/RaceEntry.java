package io.github.tfestimator.peers;

import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.Mnist;
import java.nio.file.Path;

/**
 * A contestant's task in a race.
 *
 * @param data MNIST's folder, or {@code mnist} for the cache
 * @param seed of weights, order and everything else that is random
 * @param maxSteps the most steps to take
 * @param modelDir a new folder for a model
 */
record RaceEntry(String data, int seed, int maxSteps, Path modelDir) {
  /** Returns the folder of MNIST's files. */
  Path folder() {
    return data.equals(DataSource.MNIST) ? Mnist.cache() : Path.of(data);
  }
}
