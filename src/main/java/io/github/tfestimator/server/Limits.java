package io.github.tfestimator.server;

import java.time.Duration;

/**
 * Limits that keep a server alive under many or hostile clients.
 *
 * @param maxRequests how many requests are answered at a time, running or waiting for the model;
 *     the next one gets 429
 * @param maxConnections how many connections are open at a time, by HTTP and by gRPC each; the next
 *     one waits to be accepted
 * @param maxBodyBytes of a request, also once it is decompressed; a larger one gets 413
 * @param requestTimeout from a request's header to its answer; it gets 504 then, or 408 if its body
 *     isn't complete. What runs in the model runs on, and counts as a request until it ends
 * @param drainTimeout how long a server that is closed waits for its requests
 */
public record Limits(
    int maxRequests,
    int maxConnections,
    int maxBodyBytes,
    Duration requestTimeout,
    Duration drainTimeout) {
  private static final int MAX_THREADS = 10_000;

  /** Checks the values. */
  public Limits {
    requirePositive("maxRequests", maxRequests);
    if (maxRequests > MAX_THREADS) {
      throw new IllegalArgumentException(
          "maxRequests (%d) must be at most %d, as each has a thread"
              .formatted(maxRequests, MAX_THREADS));
    }
    requirePositive("maxConnections", maxConnections);
    requirePositive("maxBodyBytes", maxBodyBytes);
    if (requestTimeout.isNegative() || requestTimeout.isZero()) {
      throw new IllegalArgumentException(
          "requestTimeout (" + requestTimeout + ") must be positive");
    }
    if (drainTimeout.isNegative()) {
      throw new IllegalArgumentException(
          "drainTimeout (" + drainTimeout + ") must not be negative");
    }
  }

  /**
   * Returns the defaults.
   *
   * @return 256 requests, 10,000 connections, bodies of 32 MiB, 30 seconds for a request and as
   *     many to drain
   */
  public static Limits defaults() {
    return new Limits(256, 10_000, 32 << 20, Duration.ofSeconds(30), Duration.ofSeconds(30));
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s (%d) must be 1 or more".formatted(name, value));
    }
  }
}
