package io.github.tfestimator.serving;

import io.github.tfestimator.estimator.SessionConfig;
import java.time.Duration;
import java.util.Objects;

/**
 * A configuration of a {@link SavedModelPredictor}. Start with {@link #defaults}, change with the
 * methods that follow.
 *
 * @param maxBatch the maximum number of requests of a group; 1 for no grouping
 * @param maxDelay how long a request waits for the groups that run, at most
 * @param pollInterval the interval of looking for another version; zero for never
 * @param warmsUp whether a model is sent the requests that it brings along before it serves
 * @param session threads and GPUs
 */
public record ServingConfig(
    int maxBatch,
    Duration maxDelay,
    Duration pollInterval,
    boolean warmsUp,
    SessionConfig session,
    BatchListener batchListener) {
  /** More than any use has, and few enough nanoseconds for a long. */
  private static final Duration MAX_TIME = Duration.ofDays(1);

  private static final Duration DEFAULT_MAX_DELAY = Duration.ofMillis(100);

  /** Checks the values. */
  public ServingConfig {
    if (maxBatch < 1) {
      throw new IllegalArgumentException("maxBatch (" + maxBatch + ") must be 1 or more");
    }
    Objects.requireNonNull(
        batchListener, "The batchListener is null, but must be none() or another");
    requireUpToADay("maxDelay", maxDelay);
    requireUpToADay("pollInterval", pollInterval);
  }

  /**
   * Returns the defaults.
   *
   * @return no micro-batches, no following of versions, with warm-up
   */
  public static ServingConfig defaults() {
    return new ServingConfig(
        1, Duration.ZERO, Duration.ZERO, true, SessionConfig.defaults(), BatchListener.none());
  }

  /**
   * Groups the single requests of many threads. A request never waits for others to come: it runs
   * at once while fewer requests of its signature run than there are cores. Those that come while
   * the cores are busy go together as soon as one is free, if their inputs have the same shapes and
   * there are more of them than cores. So it raises the throughput of many threads, and costs a
   * lone client nothing. Another batch size may round otherwise: an answer differs from that of the
   * request alone in the last bits of the probabilities.
   *
   * <p>After a tenth of a second, a request no longer waits for a slow group that runs.
   *
   * @param maxBatch the maximum number of requests of a group, such as 32; 1 for no grouping
   * @return the changed configuration
   * @throws IllegalArgumentException if there is less than one
   */
  public ServingConfig withMicroBatches(int maxBatch) {
    return withMicroBatches(maxBatch, DEFAULT_MAX_DELAY);
  }

  /**
   * Groups the single requests of many threads, {@linkplain #withMicroBatches(int) as above}, with
   * another limit of the wait.
   *
   * @param maxBatch the maximum number of requests of a group; 1 for no grouping
   * @param maxDelay how long a request waits for the groups that run, at most; then it goes beside
   *     them, with those that wait. It is hardly ever reached: unlike TensorFlow Serving's {@code
   *     batch_timeout_micros}, it isn't waited for. If it is zero, nothing is grouped
   * @return the changed configuration
   * @throws IllegalArgumentException if there is less than one, or the time is negative or more
   *     than a day
   */
  public ServingConfig withMicroBatches(int maxBatch, Duration maxDelay) {
    return new ServingConfig(maxBatch, maxDelay, pollInterval, warmsUp, session, batchListener);
  }

  /**
   * Follows the highest version in a folder of versions, as TensorFlow Serving does.
   *
   * @param interval the time between two looks
   * @return the changed configuration
   * @throws IllegalArgumentException if the interval isn't positive or is more than a day
   */
  public ServingConfig followingVersions(Duration interval) {
    if (interval.isZero()) {
      throw new IllegalArgumentException("interval (" + interval + ") must be a positive time");
    }
    return new ServingConfig(maxBatch, maxDelay, interval, warmsUp, session, batchListener);
  }

  /**
   * Sends a model no warm-up requests, for a program that asks it once. The first request of each
   * signature takes longer, and a model that refuses its requests isn't refused.
   *
   * @return the changed configuration
   */
  public ServingConfig withoutWarmUp() {
    return new ServingConfig(maxBatch, maxDelay, pollInterval, false, session, batchListener);
  }

  /**
   * Serves on other threads or GPUs. The first session of a process decides for all.
   *
   * @param session the configuration of the models' sessions
   * @return the changed configuration
   */
  public ServingConfig withSession(SessionConfig session) {
    return new ServingConfig(maxBatch, maxDelay, pollInterval, warmsUp, session, batchListener);
  }

  /**
   * Tells a listener of each micro-batch.
   *
   * @param batchListener what is called when a batch begins to run
   * @return the changed configuration
   */
  public ServingConfig withBatchListener(BatchListener batchListener) {
    return new ServingConfig(maxBatch, maxDelay, pollInterval, warmsUp, session, batchListener);
  }

  boolean followsVersions() {
    return !pollInterval.isZero();
  }

  private static void requireUpToADay(String name, Duration time) {
    if (time.isNegative() || time.compareTo(MAX_TIME) > 0) {
      throw new IllegalArgumentException(
          "%s (%s) must be a time of up to a day".formatted(name, time));
    }
  }
}
