package io.github.tfestimator.server;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.server.ApiException.Code;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The requests that run a model: read, limited in number and time, answered, counted and logged.
 */
final class Predictions {
  /** All bodies together may take this part of the heap; each is held twice for a moment. */
  private static final int HEAP_PART = 4;

  private final ModelApi api;
  private final Limits limits;
  private final ServerMetrics metrics;
  private final Optional<JsonLog> log;
  private final int logEvery;
  private final Semaphore free;
  private final AtomicLong budget = new AtomicLong(Runtime.getRuntime().maxMemory() / HEAP_PART);
  private final AtomicLong answered = new AtomicLong();

  Predictions(ModelApi api, ServerConfig config, ServerMetrics metrics, Optional<JsonLog> log) {
    this.api = api;
    limits = config.limits();
    this.metrics = metrics;
    this.log = log;
    logEvery = config.predictionLogEvery();
    free = new Semaphore(limits.maxRequests());
    metrics.gauge(
        "model_server_running_requests",
        "Requests that run or wait for the model",
        () -> limits.maxRequests() - free.availablePermits());
  }

  /** Reads a request and answers it, now or when its body has come. */
  void accept(Exchange exchange, RestPath path, boolean isImage) {
    var reader = new BodyReader(exchange, limits.maxBodyBytes(), budget);
    Scheduler.Task timeout =
        exchange
            .request()
            .getComponents()
            .getScheduler()
            .schedule(
                () -> timeOut(exchange, reader),
                limits.requestTimeout().toMillis(),
                TimeUnit.MILLISECONDS);
    exchange.onDone(
        () -> {
          timeout.cancel();
          reader.release();
        });
    reader.read(body -> answer(exchange, path, isImage, reader, body));
  }

  private void timeOut(Exchange exchange, BodyReader reader) {
    String time = limits.requestTimeout().toString().substring(2).toLowerCase(Locale.ROOT);
    if (reader.isComplete()) {
      exchange.fail(
          new ApiException(Code.DEADLINE_EXCEEDED, "The model didn't answer within " + time));
    } else {
      exchange.failAndClose(HttpStatus.REQUEST_TIMEOUT_408, "The body didn't come within " + time);
    }
  }

  private void answer(
      Exchange exchange, RestPath path, boolean isImage, BodyReader reader, byte[] content) {
    if (!free.tryAcquire()) {
      exchange.fail(
          new ApiException(
              Code.RESOURCE_EXHAUSTED,
              "The server answers %d requests at a time, and has as many; try again"
                  .formatted(limits.maxRequests())));
      return;
    }
    try {
      byte[] body = reader.decompressed(content);
      ModelApi.Answer answer =
          isImage
              ? api.answer(path, signatureName(exchange.request()), body)
              : api.answer(path, body);
      exchange.json(answer.body());
      metrics.countRequest(path.model(), Code.OK);
      metrics.recordLatency(path.model(), path.verb(), exchange.nanos(), answer.modelNanos());
      log(exchange, path, answer, body, isImage);
    } catch (ApiException e) {
      exchange.fail(e);
      // Of a model that isn't there nothing is counted: names are the client's, without end.
      if (api.has(path.model())) {
        metrics.countRequest(path.model(), e.code());
      }
    } catch (RuntimeException | Error e) {
      exchange.fail(e);
    } finally {
      free.release();
    }
  }

  private static Optional<String> signatureName(Request request) {
    return Optional.ofNullable(Request.extractQueryParameters(request).getValue("signature_name"));
  }

  /** Tells whether a request's body is an image, or another string, as it is. */
  static boolean isImage(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type != null
        && (type.toLowerCase(Locale.ROOT).startsWith("image/")
            || type.equalsIgnoreCase("application/octet-stream"));
  }

  private void log(
      Exchange exchange, RestPath path, ModelApi.Answer answer, byte[] body, boolean isImage) {
    if (log.isPresent() && answered.getAndIncrement() % logEvery == 0) {
      var line = new JsonObject();
      line.addProperty("time", Instant.now().toString());
      line.addProperty("request_id", exchange.id());
      line.addProperty("model", path.model());
      line.addProperty("version", answer.version());
      line.addProperty("api", path.verb());
      line.addProperty("signature", answer.signature());
      if (isImage) {
        line.addProperty("image_b64", Base64.getEncoder().encodeToString(body));
      } else {
        line.addProperty("request", new String(body, StandardCharsets.UTF_8));
      }
      line.add("answer", JsonParser.parseString(new String(answer.body(), StandardCharsets.UTF_8)));
      log.get().append(line);
    }
  }
}
