package io.github.tfestimator.server;

import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * The rest of a body that nobody wants, as the request is refused whatever it says. It is taken in
 * before the answer if it isn't long: a connection that ends with unread bytes can take the answer
 * with it, and one that doesn't end would read them as the next request.
 */
final class UnreadBody {
  /** A limit that larger bodies pass at once, so that nobody sends them in vain. */
  private static final int MAX_BYTES = 1 << 21;

  private final Exchange exchange;
  private final Request request;
  private final Runnable answer;
  private long size;

  private UnreadBody(Exchange exchange, Runnable answer) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.answer = answer;
  }

  /**
   * Drops what has come, goes on when more comes, and answers at the end or at 2 MiB, unless there
   * is an answer by then, as of a timeout.
   */
  static void dropThen(Exchange exchange, Runnable answer) {
    new UnreadBody(exchange, answer).drop();
  }

  private void drop() {
    while (!exchange.isAnswered() && request.getLength() <= MAX_BYTES && size <= MAX_BYTES) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(this::drop);
        return;
      }
      size += chunk.remaining();
      boolean isOver = chunk.isLast() || Content.Chunk.isFailure(chunk);
      chunk.release();
      if (isOver) {
        break;
      }
    }
    answer.run();
  }
}
