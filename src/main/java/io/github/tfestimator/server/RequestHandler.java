package io.github.tfestimator.server;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** The paths of a server: models, health, metrics, its description, and the page. */
final class RequestHandler extends Handler.Abstract {
  private static final String TEXT = "text/plain";

  private final ServerConfig config;
  private final Models models;
  private final Page page = new Page();
  private final ModelInfo info;
  private final ModelDescriptions descriptions;
  private final ServerMetrics metrics;
  private final Predictions predictions;
  private final Optional<BearerToken> token;
  private final Optional<JsonLog> accessLog;
  private final AtomicInteger inFlight = new AtomicInteger();
  private volatile boolean draining;

  RequestHandler(ServerState state) {
    config = state.config();
    models = state.models();
    token = state.token();
    accessLog = state.accessLog();
    info = new ModelInfo(models);
    descriptions = new ModelDescriptions(models);
    metrics = state.metrics();
    predictions = new Predictions(state);
    metrics.gauge("model_server_requests", "Requests that aren't answered", inFlight::get);
  }

  /** Ends readiness, and each connection with its next answer. */
  void drain() {
    draining = true;
  }

  /** Returns how many requests aren't answered. */
  int inFlight() {
    return inFlight.get();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    inFlight.incrementAndGet();
    var exchange = new Exchange(request, response, callback, this::done);
    if (draining) {
      exchange.header(HttpHeader.CONNECTION.asString(), "close");
    }
    try {
      route(exchange);
    } catch (ApiException e) {
      refuse(exchange, e);
    } catch (RuntimeException | IOException | Error e) {
      exchange.fail(e);
    }
    return true;
  }

  /** Answers when the body has been taken in or its time is over. */
  private void refuse(Exchange exchange, ApiException e) {
    UnreadBody.dropThen(exchange, () -> exchange.fail(e));
    if (!exchange.isAnswered()) {
      exchange.after(config.limits().requestTimeout(), () -> exchange.fail(e));
    }
  }

  private void route(Exchange exchange) throws IOException {
    String path = exchange.request().getHttpURI().getPath();
    boolean isGet = isGet(exchange);
    if (isGet && path.equals("/healthz")) {
      exchange.respond(HttpStatus.OK_200, TEXT, text("ok\n"));
    } else if (isGet && path.equals("/readyz")) {
      ready(exchange);
    } else if (isGet && page.has(path)) {
      page.answer(exchange, path);
    } else {
      allowOrigin(exchange);
      if (HttpMethod.OPTIONS.is(exchange.method())) {
        options(exchange);
      } else {
        requireToken(exchange.request());
        routeToModels(exchange, path);
      }
    }
  }

  private void routeToModels(Exchange exchange, String path) throws IOException {
    boolean isGet = isGet(exchange);
    if (path.toLowerCase(Locale.ROOT).startsWith("/v1/")) {
      models(exchange, path);
    } else if (isGet && path.equals("/monitoring/prometheus/metrics")) {
      exchange.respond(HttpStatus.OK_200, metrics.contentType(), metrics.text());
    } else if (isGet && path.equals("/openapi.json")) {
      json(exchange, OpenApi.of(models));
    } else {
      throw ApiException.notFound(
          "There is nothing at this path; models are at /v1/models, a description of all is at /openapi.json");
    }
  }

  /** Tells whether a request is a GET, or a HEAD, whose answer Jetty sends without the body. */
  private static boolean isGet(Exchange exchange) {
    return HttpMethod.GET.is(exchange.method()) || HttpMethod.HEAD.is(exchange.method());
  }

  private void ready(Exchange exchange) {
    boolean ready = !draining && models.areReady();
    String state = draining ? "draining\n" : ready ? "ready\n" : "loading\n";
    exchange.respond(
        ready ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503, TEXT, text(state));
  }

  private void models(Exchange exchange, String path) {
    String method = exchange.method();
    if (HttpMethod.POST.is(method)) {
      boolean isImage = Predictions.isImage(exchange.request());
      predictions.accept(
          exchange, RestPath.of(method, isImage ? path : exchange.target()), isImage);
    } else if (!isGet(exchange)) {
      throw ApiException.invalid("The method must be GET, HEAD, POST or OPTIONS");
    } else if (exchange.target().equalsIgnoreCase("/v1/models")) {
      json(exchange, info.list());
    } else {
      RestPath asked = RestPath.of(method, exchange.target());
      json(
          exchange,
          switch (asked.verb()) {
            case "metadata" -> info.metadata(asked);
            case "about" -> descriptions.of(asked);
            default -> info.status(asked);
          });
    }
  }

  private void allowOrigin(Exchange exchange) {
    if (config.cors() && exchange.request().getHeaders().contains(HttpHeader.ORIGIN)) {
      exchange.header("Access-Control-Allow-Origin", "*");
      exchange.header("Access-Control-Allow-Methods", "GET, POST, OPTIONS");
      exchange.header("Access-Control-Allow-Headers", "Authorization, Content-Type");
    }
  }

  private static void options(Exchange exchange) {
    String origin = exchange.request().getHeaders().get(HttpHeader.ORIGIN);
    if (origin == null || !origin.matches("(?i)https?://.*")) {
      throw ApiException.invalid("An OPTIONS request must have an Origin of http or https");
    }
    exchange.respond(HttpStatus.OK_200, TEXT, text(""));
  }

  private void requireToken(Request request) {
    token.ifPresent(it -> it.require(request.getHeaders().get(HttpHeader.AUTHORIZATION)));
  }

  private static void json(Exchange exchange, JsonElement body) {
    exchange.json(text(body.toString()));
  }

  private static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private void done(Exchange exchange) {
    accessLog.ifPresent(log -> log.append(line(exchange)));
    inFlight.decrementAndGet();
  }

  private static JsonObject line(Exchange exchange) {
    var line = new JsonObject();
    line.addProperty("time", Instant.now().toString());
    line.addProperty("request_id", exchange.id());
    line.addProperty("remote", Request.getRemoteAddr(exchange.request()));
    line.addProperty("method", exchange.method());
    line.addProperty("path", exchange.target());
    line.addProperty("status", exchange.status());
    line.addProperty("micros", TimeUnit.NANOSECONDS.toMicros(exchange.nanos()));
    line.addProperty("bytes_in", Request.getContentBytesRead(exchange.request()));
    line.addProperty("bytes_out", exchange.bytesOut());
    return line;
  }
}
