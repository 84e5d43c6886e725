package io.github.tfestimator.peers;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Steps;

/**
 * {@code Estimator.train} on a thread of its own, in turns. All that it does in a turn counts: the
 * reading and scaling of batches, the hooks and their files.
 */
final class OursTraining implements AutoCloseable {
  private static final int PICTURES = 2_000;
  private static final long SEED = 42;

  private final HeldInput input =
      new HeldInput(Pictures.examples(PICTURES).shuffledBatches(Sizes.TRAINING_BATCH, SEED));
  private final Thread thread;

  OursTraining(Estimator estimator, Steps steps) {
    thread = new Thread(() -> train(estimator, steps), "training");
    thread.start();
  }

  double secondsPerStep(int warmUp, int steps) {
    return input.secondsPerStep(warmUp, steps);
  }

  private void train(Estimator estimator, Steps steps) {
    try {
      estimator.train(input, steps);
    } finally {
      input.close();
    }
  }

  @Override
  public void close() {
    input.close();
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException("Nothing interrupts the benchmark's threads.", e);
    }
  }
}
