package io.github.tfestimator.server;

import io.github.tfestimator.interleaving.Scenario;
import io.github.tfestimator.interleaving.Steps;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Components;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A request that is answered, times out or is aborted, in any order, on a server that drains. It
 * has one answer or none, its callback is called once, and all that was counted is given back.
 */
abstract class RequestScenarios implements Scenario {
  private static final ServerConfig CONFIG =
      ServerConfig.of(ModelConfig.of("m", Path.of("target")))
          .withLimits(new Limits(1, 1, 100, Duration.ofSeconds(1), Duration.ofSeconds(1)));

  private final List<Part> threads = new ArrayList<>();
  private final RequestHandler handler = Shared.HANDLER;
  private final CountDownLatch isDemanded = new CountDownLatch(1);
  private final CountDownLatch isScheduled = new CountDownLatch(1);
  private final Content.Chunk chunk;
  private volatile Runnable onContent;
  private volatile Runnable onTimeout;
  private volatile boolean hasContent;
  private volatile int answers;
  private volatile int ends;

  RequestScenarios(Content.Chunk chunk, boolean timesOut) {
    this.chunk = chunk;
    Shared.undrain();
    threads.add(() -> handler.handle(request(), response(), callback()));
    threads.add(
        () -> {
          hasContent = true;
          // Never, if it has timed out before.
          if (isDemanded.await(1, TimeUnit.SECONDS)) {
            onContent.run();
          }
        });
    if (timesOut) {
      threads.add(
          () -> {
            isScheduled.await();
            onTimeout.run();
          });
    }
    threads.add(handler::drain);
  }

  private Request request() {
    HttpFields headers = HttpFields.build();
    HttpURI uri = HttpURI.from("http://server/v1/models/m:predict");
    return proxy(
        Request.class,
        (any, method, arguments) ->
            switch (method.getName()) {
              case "getHeaders" -> headers;
              case "getMethod" -> "POST";
              case "getHttpURI" -> uri;
              case "getLength" -> -1L;
              case "consumeAvailable" -> true;
              case "getComponents" -> components();
              case "read" -> hasContent ? chunk : null;
              case "demand" -> {
                onContent = (Runnable) arguments[0];
                isDemanded.countDown();
                yield null;
              }
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private Components components() {
    Scheduler.Task task = () -> true;
    Scheduler scheduler =
        proxy(
            Scheduler.class,
            (any, method, arguments) -> {
              onTimeout = (Runnable) arguments[0];
              isScheduled.countDown();
              return task;
            });
    return proxy(Components.class, (any, method, arguments) -> scheduler);
  }

  private Response response() {
    HttpFields.Mutable headers = HttpFields.build();
    return proxy(
        Response.class,
        (any, method, arguments) ->
            switch (method.getName()) {
              case "getHeaders" -> headers;
              case "setStatus" -> null;
              case "write" -> {
                answers++;
                Steps.step();
                ((Callback) arguments[2]).succeeded();
                yield null;
              }
              default -> throw new UnsupportedOperationException(method.toString());
            });
  }

  private Callback callback() {
    return Callback.from(() -> ends++, failure -> ends++);
  }

  private static <T> T proxy(Class<T> type, InvocationHandler handler) {
    return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
  }

  @Override
  public final List<Part> threads() {
    return threads;
  }

  @Override
  public void check() {
    require(answers <= 1, answers + " answers");
    require(ends == 1, "the callback is called " + ends + " times");
    require(handler.inFlight() == 0, "a request is still counted");
    // Refused if anything is still taken.
    Shared.CAPACITY.acquire();
    Shared.CAPACITY.release();
    RequestMemory memory = Shared.CAPACITY.newMemory();
    memory.take(Runtime.getRuntime().maxMemory() / 4);
    memory.exchangeDone();
  }

  /** Parts that take long to make. After each schedule they must be as before. */
  private static final class Shared {
    static final ServerMetrics METRICS = new ServerMetrics();
    static final Capacity CAPACITY = new Capacity(CONFIG.limits(), METRICS);
    static final RequestHandler HANDLER =
        new RequestHandler(
            new ServerState(
                CONFIG,
                new Models(List.of(), ServingConfig.defaults(), METRICS),
                METRICS,
                CAPACITY,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));

    static void undrain() {
      try {
        Field draining = RequestHandler.class.getDeclaredField("draining");
        draining.setAccessible(true);
        draining.set(HANDLER, false);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      Steps.fail(what);
    }
  }

  private static Content.Chunk body() {
    return Content.Chunk.from(ByteBuffer.wrap(new byte[] {'{', '}'}), true);
  }

  /** A body that comes, and a timeout. */
  static final class Timeout extends RequestScenarios {
    Timeout() {
      super(body(), true);
    }
  }

  /** A client that goes, and a timeout. */
  static final class Abort extends RequestScenarios {
    Abort() {
      super(Content.Chunk.from(new IOException("gone")), true);
    }
  }

  /** A body that is too long. */
  static final class TooLong extends RequestScenarios {
    TooLong() {
      super(Content.Chunk.from(ByteBuffer.wrap(new byte[101]), true), true);
    }
  }
}
