package io.github.tfestimator.server;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * A body that nobody wants, as the request is wrong without it. A small one is taken in before the
 * answer: a connection that ends with unread bytes can take the answer with it, and one that
 * doesn't end would read them as the next request.
 */
final class UnreadBody {
  private static final int MAX_BYTES = 1 << 16;

  private final Exchange exchange;
  private final Request request;
  private int size;

  UnreadBody(Exchange exchange) {
    this.exchange = exchange;
    this.request = exchange.request();
  }

  /** Drops what has come, goes on when more comes, and answers at the end or at 64 KiB. */
  void dropThenFail(ApiException e) {
    while (request.getLength() <= MAX_BYTES && size <= MAX_BYTES) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(() -> dropThenFail(e));
        return;
      }
      if (chunk.isLast() || Content.Chunk.isFailure(chunk)) {
        chunk.release();
        break;
      }
      size += chunk.remaining();
      chunk.release();
    }
    exchange.fail(e);
  }
}
