package io.github.tfestimator.server;

import com.google.gson.JsonObject;
import io.github.tfestimator.server.ApiException.Code;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A request and its one answer: of several threads that answer, as after a timeout, the first wins.
 */
final class Exchange {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private static final String REQUEST_ID = "X-Request-Id";
  private static final String JSON = "application/json";
  private static final Map<HttpHeader, String> CLOSE = Map.of(HttpHeader.CONNECTION, "close");

  private final Request request;
  private final Response response;
  private final Callback callback;
  private final Consumer<Exchange> onDone;
  private final List<Runnable> cleanups = new CopyOnWriteArrayList<>();
  private final String id;
  private final long began = System.nanoTime();
  private final AtomicBoolean answered = new AtomicBoolean();
  private volatile Code code = Code.OK;
  private volatile int status;
  private volatile long bytesOut;

  /**
   * Begins an exchange.
   *
   * @param onDone called once, when the answer is written or can't be
   */
  Exchange(Request request, Response response, Callback callback, Consumer<Exchange> onDone) {
    this.request = request;
    this.response = response;
    this.callback = callback;
    this.onDone = onDone;
    String given = request.getHeaders().get(REQUEST_ID);
    id = given != null && given.matches("[\\w.-]{1,64}") ? given : UUID.randomUUID().toString();
    header(REQUEST_ID, id);
  }

  Request request() {
    return request;
  }

  String id() {
    return id;
  }

  String method() {
    return request.getMethod();
  }

  /** Returns the path with the query string, percent-encoded. */
  String target() {
    return request.getHttpURI().getPathQuery();
  }

  /** Returns the outcome; OK until there is one. */
  Code code() {
    return code;
  }

  int status() {
    return status;
  }

  long bytesOut() {
    return bytesOut;
  }

  long nanos() {
    return System.nanoTime() - began;
  }

  void header(String name, String value) {
    response.getHeaders().put(name, value);
  }

  boolean isAnswered() {
    return answered.get();
  }

  /** Answers with JSON; returns whether this is the answer, false if there was one. */
  boolean json(byte[] body) {
    return respond(Code.OK, HttpStatus.OK_200, JSON, body, Map.of());
  }

  /** Answers with text or a file. */
  void respond(int status, String contentType, byte[] body) {
    respond(Code.OK, status, contentType, body, Map.of());
  }

  void fail(ApiException e) {
    respond(e.code(), e.httpStatus(), JSON, error(e.getMessage()), headers(e));
  }

  private static Map<HttpHeader, String> headers(ApiException e) {
    return switch (e.httpStatus()) {
      case HttpStatus.TOO_MANY_REQUESTS_429, HttpStatus.SERVICE_UNAVAILABLE_503 ->
          Map.of(HttpHeader.RETRY_AFTER, "1");
      case HttpStatus.UNAUTHORIZED_401 -> Map.of(HttpHeader.WWW_AUTHENTICATE, "Bearer");
      default -> Map.of();
    };
  }

  /** Answers that something unforeseen failed, which is in the server's log. */
  void fail(Throwable e) {
    LOG.error("Request {} failed", id, e);
    fail(new ApiException(Code.INTERNAL, "The server failed; its log says why, for request " + id));
  }

  /** Answers, and ends the connection, whose further content can't be told from a next request. */
  void failAndClose(ApiException e) {
    Map<HttpHeader, String> headers = new EnumMap<>(HttpHeader.class);
    headers.putAll(headers(e));
    headers.putAll(CLOSE);
    respond(e.code(), e.httpStatus(), JSON, error(e.getMessage()), headers);
  }

  /** Answers with a status of HTTP's own, and ends the connection. */
  void failAndClose(Code code, int status, String message) {
    respond(code, status, JSON, error(message), CLOSE);
  }

  static byte[] error(String message) {
    var error = new JsonObject();
    error.addProperty("error", message);
    return error.toString().getBytes(StandardCharsets.UTF_8);
  }

  private boolean respond(
      Code code, int status, String contentType, byte[] body, Map<HttpHeader, String> headers) {
    if (!answered.compareAndSet(false, true)) {
      return false;
    }
    this.code = code;
    this.status = status;
    headers.forEach((name, value) -> header(name.asString(), value));
    if (!request.consumeAvailable()) {
      // Jetty will end the connection: a client that isn't told sends its next request into it.
      CLOSE.forEach((name, value) -> header(name.asString(), value));
    }
    bytesOut = body.length;
    response.setStatus(status);
    header(HttpHeader.CONTENT_TYPE.asString(), contentType);
    header("X-Content-Type-Options", "nosniff");
    response.getHeaders().put(HttpHeader.CONTENT_LENGTH, body.length);
    response.write(true, ByteBuffer.wrap(body), Callback.from(this::done, callback));
    return true;
  }

  /** Ends without an answer, as the client has gone. */
  void abort(Throwable why) {
    if (answered.compareAndSet(false, true)) {
      code = Code.CANCELLED;
      status = code.httpStatus();
      done();
      callback.failed(why);
    }
  }

  /** Adds what is to be done when the answer is written or can't be. */
  void onDone(Runnable cleanup) {
    cleanups.add(cleanup);
  }

  /** Does something after a time, unless there is an answer by then. */
  void after(Duration time, Runnable action) {
    Scheduler scheduler = request.getComponents().getScheduler();
    onDone(scheduler.schedule(action, time.toMillis(), TimeUnit.MILLISECONDS)::cancel);
  }

  private void done() {
    cleanups.forEach(Runnable::run);
    onDone.accept(this);
  }
}
