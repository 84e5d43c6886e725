package io.github.tfestimator.server;

import com.google.gson.JsonObject;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/** A log of one of so many predictions, as lines of JSON. */
final class PredictionLog implements AutoCloseable {
  private final JsonLog log;
  private final int every;
  private final AtomicLong answered = new AtomicLong();

  /**
   * Begins a log.
   *
   * @param every of how many predictions one is logged
   */
  PredictionLog(JsonLog log, int every) {
    this.log = log;
    this.every = every;
  }

  /**
   * Appends a line, if it is this prediction's turn.
   *
   * @param api such as {@code predict}
   * @param content adds the request and the answer
   */
  void append(
      String requestId,
      String model,
      long version,
      String api,
      String signature,
      Consumer<JsonObject> content) {
    if (answered.getAndIncrement() % every == 0) {
      var line = new JsonObject();
      line.addProperty("time", Instant.now().toString());
      line.addProperty("request_id", requestId);
      line.addProperty("model", model);
      line.addProperty("version", version);
      line.addProperty("api", api);
      line.addProperty("signature", signature);
      content.accept(line);
      log.append(line);
    }
  }

  @Override
  public void close() {
    log.close();
  }
}
