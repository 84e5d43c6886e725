package io.github.tfestimator.server;

import io.github.tfestimator.server.ApiException.Code;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;

/**
 * A reader of a request's body that holds no thread while the client is slow, and bounded memory:
 * of a body, and of all bodies together.
 */
final class BodyReader {
  private static final int BUFFER_SIZE = 1 << 16;

  private final Exchange exchange;
  private final Request request;
  private final int maxBytes;
  private final RequestMemory memory;
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private volatile boolean complete;

  /**
   * Makes a reader.
   *
   * @param maxBytes of the body, compressed or not
   * @param memory that the body is taken off
   */
  BodyReader(Exchange exchange, int maxBytes, RequestMemory memory) {
    this.exchange = exchange;
    this.request = exchange.request();
    this.maxBytes = maxBytes;
    this.memory = memory;
  }

  boolean isComplete() {
    return complete;
  }

  /**
   * Reads what has come, and goes on when more comes.
   *
   * @param onBody gets the body, in a thread that may block
   */
  void read(Consumer<byte[]> onBody) {
    if (request.getLength() > maxBytes) {
      UnreadBody.dropThen(exchange, this::tooLarge);
      return;
    }
    while (!exchange.isAnswered()) {
      Content.Chunk chunk = request.read();
      if (chunk == null) {
        request.demand(() -> read(onBody));
        return;
      }
      if (Content.Chunk.isFailure(chunk)) {
        failed(chunk.getFailure());
        return;
      }
      boolean last = chunk.isLast();
      boolean fits = append(chunk);
      chunk.release();
      if (!fits) {
        return;
      }
      if (last) {
        complete = true;
        onBody.accept(body.toByteArray());
        return;
      }
    }
  }

  private void failed(Throwable why) {
    if (why instanceof TimeoutException) {
      exchange.failAndClose(
          Code.DEADLINE_EXCEEDED, HttpStatus.REQUEST_TIMEOUT_408, "The body didn't come in time");
    } else {
      exchange.abort(why);
    }
  }

  private boolean append(Content.Chunk chunk) {
    ByteBuffer content = chunk.getByteBuffer();
    int size = content.remaining();
    if (body.size() + (long) size > maxBytes) {
      tooLarge();
      return false;
    }
    try {
      memory.take(size);
    } catch (ApiException e) {
      exchange.failAndClose(e);
      return false;
    }
    byte[] bytes = new byte[size];
    content.get(bytes);
    body.writeBytes(bytes);
    return true;
  }

  private void tooLarge() {
    exchange.failAndClose(
        Code.INVALID_ARGUMENT,
        HttpStatus.PAYLOAD_TOO_LARGE_413,
        "The body has more than %d bytes, the most that this server takes".formatted(maxBytes));
  }

  /**
   * Decompresses a body.
   *
   * @throws ApiException if it is compressed otherwise, is damaged, or is too large
   */
  byte[] decompressed(byte[] content) {
    String encoding = request.getHeaders().get(HttpHeader.CONTENT_ENCODING);
    if (encoding == null || encoding.equalsIgnoreCase("identity")) {
      return content;
    }
    if (!encoding.toLowerCase(Locale.ROOT).equals("gzip")) {
      throw ApiException.invalid("The Content-Encoding must be gzip, or none");
    }
    var plain = new ByteArrayOutputStream();
    try (InputStream in = new GZIPInputStream(new ByteArrayInputStream(content))) {
      byte[] buffer = new byte[BUFFER_SIZE];
      for (int size = in.read(buffer); size >= 0; size = in.read(buffer)) {
        if (plain.size() + size > maxBytes) {
          throw ApiException.invalid(
              "The body has more than %d bytes once it is decompressed, the most that this server takes",
              maxBytes);
        }
        memory.take(size);
        plain.write(buffer, 0, size);
      }
      return plain.toByteArray();
    } catch (IOException e) {
      throw ApiException.invalid("The body is no gzip, or is damaged");
    }
  }
}
