package io.github.tfestimator.server;

import io.github.tfestimator.server.ApiException.Code;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory of one request, taken off what all requests together may have. It is given back when
 * the exchange is done and nobody uses the body any more, whichever comes last.
 */
final class RequestMemory {
  private static final String NONE_LEFT =
      "The server has no memory left for this request beside those that it has; send a smaller one, or try again";

  private final AtomicLong left;
  private final long max;
  private long charged;
  private boolean isUsed;
  private boolean isDone;

  /**
   * Begins with nothing.
   *
   * @param left how many bytes all requests together may still take
   * @param max how many bytes all requests together may take
   */
  RequestMemory(AtomicLong left, long max) {
    this.left = left;
    this.max = max;
  }

  /**
   * Takes memory.
   *
   * @throws ApiException if there is no more, or never will be for a request of this size, or the
   *     exchange is done
   */
  synchronized void take(long bytes) {
    if (isDone && !isUsed) {
      throw new ApiException(Code.CANCELLED, "The request is over");
    }
    if (bytes > max - charged) {
      throw ApiException.tooLarge(
          "The request takes more memory with its values than all requests together may, %d bytes; send a smaller one",
          max);
    }
    if (left.addAndGet(-bytes) < 0) {
      left.addAndGet(bytes);
      throw new ApiException(Code.RESOURCE_EXHAUSTED, NONE_LEFT);
    }
    charged += bytes;
  }

  /**
   * Begins to use the body, also beyond the exchange's end by a timeout.
   *
   * @return whether it may be used; false if the exchange is done
   */
  synchronized boolean beginUse() {
    isUsed = !isDone;
    return isUsed;
  }

  synchronized void endUse() {
    isUsed = false;
    giveBackIfUnused();
  }

  /** Tells that the exchange is done. */
  synchronized void exchangeDone() {
    isDone = true;
    giveBackIfUnused();
  }

  private void giveBackIfUnused() {
    if (isDone && !isUsed) {
      left.addAndGet(charged);
      charged = 0;
    }
  }
}
