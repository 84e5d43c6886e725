package io.github.tfestimator.server;

import java.io.IOException;
import java.time.Duration;

/**
 * A server beside that of HTTP. An interface, so that {@link ModelServer} is loaded without gRPC's
 * classes.
 */
interface RpcServer {
  /** Listens from now on. */
  void start() throws IOException;

  int port();

  /** Accepts no connection and no new call on an open one; goes on with the calls that it has. */
  void drain();

  /**
   * Waits for the calls, and ends.
   *
   * @param timeout after which the calls that are left are canceled
   * @return whether none was
   */
  boolean close(Duration timeout) throws InterruptedException;
}
