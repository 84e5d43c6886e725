package io.github.tfestimator.serving;

import io.github.tfestimator.interleaving.NativeModel;
import io.github.tfestimator.interleaving.Scenario;
import io.github.tfestimator.interleaving.Steps;
import io.github.tfestimator.interleaving.Versions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.function.Supplier;

/**
 * Requests to models that are closed, retired and replaced meanwhile. Each is answered by one model
 * whose memory is there, or refused after the end; and all memory is freed once.
 */
abstract class ModelScenarios implements Scenario {
  private static final ServingConfig CONFIG = ServingConfig.defaults().withoutWarmUp();
  private static final Path BASE = Path.of("target");
  private static final Path FIRST = BASE.resolve("1");

  final List<Part> threads = new ArrayList<>();

  ModelScenarios() {
    NativeModel.reset();
    Versions.publish(1);
  }

  @Override
  public final List<Part> threads() {
    return threads;
  }

  @Override
  public void check() {
    require(NativeModel.held() == 0, NativeModel.held() + " models aren't freed");
  }

  static void require(boolean condition, String what) {
    if (!condition) {
      Steps.fail(what);
    }
  }

  static LoadedModel load(Path folder) {
    return LoadedModel.load(folder, CONFIG);
  }

  /** Inputs that run the model when they are looked at, which is in the middle of a request. */
  static Map<String, ?> inputs(Supplier<Path> folder) {
    return new AbstractMap<String, Object>() {
      @Override
      public Set<Entry<String, Object>> entrySet() {
        NativeModel.use(folder.get());
        return Set.of();
      }
    };
  }

  /** Requests to a model that is retired. */
  static final class Retire extends ModelScenarios {
    private final LoadedModel model = load(FIRST);

    Retire() {
      threads.add(this::request);
      threads.add(this::request);
      threads.add(
          () -> {
            model.retire();
            model.awaitFreed();
            require(NativeModel.held() == 0, "the memory isn't freed yet");
            require(!model.beginRequest(), "a request begins after the end");
          });
    }

    private void request() {
      if (model.beginRequest()) {
        NativeModel.use(FIRST);
        model.endRequest();
      }
    }
  }

  /** Requests to a predictor that two threads close. */
  static final class Close extends ModelScenarios {
    private final SavedModelPredictor predictor = SavedModelPredictor.load(FIRST, CONFIG);
    private volatile boolean isClosed;

    Close() {
      threads.add(this::request);
      threads.add(this::request);
      threads.add(this::close);
      threads.add(this::close);
    }

    private void request() {
      boolean wasClosed = isClosed;
      try {
        predictor.predict(inputs(() -> FIRST));
        require(!wasClosed, "a request is answered after the end");
      } catch (IllegalStateException e) {
        // Closed.
      }
    }

    private void close() {
      predictor.close();
      isClosed = true;
      require(NativeModel.held() == 0, "the memory isn't freed yet");
    }
  }

  /** A version that takes over under requests, while the predictor is closed. */
  static final class Swap extends ModelScenarios {
    private final CurrentModel current = new CurrentModel(load(FIRST));
    private volatile int swaps;

    Swap() {
      threads.add(
          () -> {
            request();
            request();
          });
      threads.add(this::request);
      threads.add(
          () -> {
            current.replaceBy(load(BASE.resolve("2")));
            swaps++;
          });
      threads.add(current::close);
    }

    private void request() {
      int before = swaps;
      try {
        current.with(
            model -> {
              require(before == 0 || !model.folder().equals(FIRST), "an old model answers");
              model.function("serving_default").signature().run(inputs(model::folder));
              return model;
            });
      } catch (IllegalStateException e) {
        // Closed.
      }
    }
  }

  /** A follower that looks while versions come and go, requests run and all is closed. */
  static final class Follow extends ModelScenarios {
    private final VersionFollower follower =
        new VersionFollower(BASE, Duration.ofDays(1), ModelScenarios::load);

    Follow() {
      threads.add(
          () -> {
            follower.look();
            follower.look();
          });
      threads.add(
          () -> {
            Versions.publish(2, 1);
            Versions.publish(1);
          });
      threads.add(
          () -> {
            try {
              follower
                  .current()
                  .with(
                      model -> model.function("serving_default").run(inputs(model::folder)).size());
            } catch (IllegalStateException e) {
              // Closed.
            }
          });
      threads.add(
          () -> {
            follower.close();
            follower.current().close();
          });
    }
  }

  /** A predictor with its own polling thread, from its loading to its end. */
  static final class Poll extends ModelScenarios {
    private final CountDownLatch isLoaded = new CountDownLatch(1);
    private SavedModelPredictor predictor;

    Poll() {
      threads.add(
          () -> {
            predictor =
                SavedModelPredictor.load(BASE, CONFIG.followingVersions(Duration.ofSeconds(1)));
            isLoaded.countDown();
            Versions.publish(2, 1);
            Thread.sleep(1_500);
            predictor.close();
            require(NativeModel.held() == 0, "the memory isn't freed yet");
          });
      threads.add(
          () -> {
            isLoaded.await();
            try {
              predictor.predict(Map.of());
            } catch (IllegalStateException e) {
              // Closed.
            }
          });
    }
  }
}
