package io.github.tfestimator.server;

import com.google.gson.JsonParser;
import io.github.tfestimator.server.ApiException.Code;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;

/**
 * The requests that run a model: read, limited in number and time, answered, counted and logged.
 */
final class Predictions {
  private final Models models;
  private final ModelApi api;
  private final Limits limits;
  private final ServerMetrics metrics;
  private final Capacity capacity;
  private final Optional<PredictionLog> log;

  Predictions(ServerState state) {
    models = state.models();
    api = new ModelApi(models);
    limits = state.config().limits();
    metrics = state.metrics();
    capacity = state.capacity();
    log = state.predictionLog();
  }

  /** Reads a request and answers it, now or when its body has come. */
  void accept(Exchange exchange, RestPath path, boolean isImage) {
    RequestMemory memory = capacity.newMemory();
    var reader = new BodyReader(exchange, limits.maxBodyBytes(), memory);
    // Before there is a timeout, which may end the exchange at once.
    exchange.onDone(
        () -> {
          memory.exchangeDone();
          count(exchange, path);
        });
    exchange.after(limits.requestTimeout(), () -> timeOut(exchange, reader));
    reader.read(
        body -> {
          if (memory.beginUse()) {
            try {
              answer(exchange, path, isImage, reader, memory, body);
            } finally {
              memory.endUse();
            }
          }
        });
  }

  /** Counts an outcome. Of a model that isn't there nothing is: names are the client's. */
  private void count(Exchange exchange, RestPath path) {
    if (models.has(path.model())) {
      metrics.countRequest(path.model(), exchange.code());
    }
  }

  private void timeOut(Exchange exchange, BodyReader reader) {
    String time = limits.requestTimeout().toString().substring(2).toLowerCase(Locale.ROOT);
    if (reader.isComplete()) {
      // Jetty reads no next request of this connection before the run in the model is over.
      exchange.failAndClose(
          new ApiException(Code.DEADLINE_EXCEEDED, "The model didn't answer within " + time));
    } else {
      exchange.failAndClose(
          Code.DEADLINE_EXCEEDED,
          HttpStatus.REQUEST_TIMEOUT_408,
          "The body didn't come within " + time);
    }
  }

  private void answer(
      Exchange exchange,
      RestPath path,
      boolean isImage,
      BodyReader reader,
      RequestMemory memory,
      byte[] content) {
    try {
      capacity.acquire();
    } catch (ApiException e) {
      exchange.fail(e);
      return;
    }
    try {
      byte[] body = reader.decompressed(content);
      ModelApi.Answer answer =
          isImage
              ? api.answer(path, signatureName(exchange.request()), body)
              : api.answer(path, body, memory);
      if (exchange.json(answer.body())) {
        metrics.recordLatency(
            path.model(), path.verb(), "REST", exchange.nanos(), answer.modelNanos());
        log(exchange, path, answer, body, isImage);
      }
    } catch (ApiException e) {
      exchange.fail(e);
    } catch (RuntimeException | Error e) {
      exchange.fail(e);
    } finally {
      capacity.release();
    }
  }

  private static Optional<String> signatureName(Request request) {
    try {
      return Optional.ofNullable(
          Request.extractQueryParameters(request).getValue("signature_name"));
    } catch (RuntimeException e) {
      // Jetty's own, of several kinds.
      throw ApiException.invalid("The query after the path can't be decoded");
    }
  }

  /** Tells whether a request's body is an image, or another string, as it is. */
  static boolean isImage(Request request) {
    String type = request.getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type != null
        && (type.toLowerCase(Locale.ROOT).startsWith("image/")
            || type.toLowerCase(Locale.ROOT).startsWith("application/octet-stream"));
  }

  private void log(
      Exchange exchange, RestPath path, ModelApi.Answer answer, byte[] body, boolean isImage) {
    log.ifPresent(
        to ->
            to.append(
                exchange.id(),
                path.model(),
                answer.version(),
                path.verb(),
                answer.signature(),
                line -> {
                  if (isImage) {
                    line.addProperty("image_b64", Base64.getEncoder().encodeToString(body));
                  } else {
                    line.addProperty("request", new String(body, StandardCharsets.UTF_8));
                  }
                  line.add(
                      "answer",
                      JsonParser.parseString(new String(answer.body(), StandardCharsets.UTF_8)));
                }));
  }
}
