package io.github.tfestimator.server;

import io.github.tfestimator.interleaving.NativeModel;
import io.github.tfestimator.interleaving.Scenario;
import io.github.tfestimator.interleaving.Steps;
import io.github.tfestimator.interleaving.Versions;
import io.github.tfestimator.serving.ServingConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.tensorflow.ndarray.NdArray;

/**
 * Requests to a server whose versions come, go and end meanwhile. While any version serves, none is
 * refused; each is answered by one version whose memory is there; all memory is freed once.
 */
abstract class ServerScenarios implements Scenario {
  private static final Path BASE = Path.of("target");

  final List<Part> threads = new ArrayList<>();
  final ServedModel model =
      new ServedModel(
          ModelConfig.of("m", BASE),
          new ServingConfig(
              1,
              Duration.ZERO,
              Duration.ZERO,
              false,
              ServingConfig.defaults().session(),
              ServingConfig.defaults().batchListener()));

  ServerScenarios() {
    NativeModel.reset();
    Versions.publish(1);
  }

  @Override
  public final List<Part> threads() {
    return threads;
  }

  @Override
  public void check() {
    model.unloadAll();
    require(NativeModel.held() == 0, NativeModel.held() + " models aren't freed");
  }

  static void require(boolean condition, String what) {
    if (!condition) {
      Steps.fail(what);
    }
  }

  /** Sends a request to the highest version; returns its number. */
  long request() {
    return model.with(
        Optional.empty(),
        Optional.empty(),
        version -> {
          // Looked at in the middle of the request.
          Map<String, NdArray<?>> inputs =
              new AbstractMap<>() {
                @Override
                public Set<Entry<String, NdArray<?>>> entrySet() {
                  NativeModel.use(version.folder());
                  return Set.of();
                }
              };
          version.predict("serving_default", inputs);
          return version.number();
        });
  }

  /** A higher version that takes over, and goes away again. */
  static final class Swap extends ServerScenarios {
    private volatile boolean isSwapped;

    Swap() {
      model.poll();
      threads.add(
          () -> {
            Versions.publish(2, 1);
            model.poll();
            isSwapped = true;
          });
      threads.add(
          () -> {
            boolean wasSwapped = isSwapped;
            require(model.isReady(), "not ready");
            require(request() == 2 || !wasSwapped, "an old version answers");
          });
      threads.add(this::request);
    }
  }

  /** A version that vanishes, so that a lower one comes back. */
  static final class Rollback extends ServerScenarios {
    Rollback() {
      Versions.publish(2, 1);
      model.poll();
      threads.add(
          () -> {
            Versions.publish(1);
            model.poll();
            Versions.publish();
            model.poll();
          });
      threads.add(
          () -> {
            request();
            require(model.isReady(), "not ready");
          });
    }
  }

  /** The end while a version is being loaded, as it comes when the drain's time is over. */
  static final class Close extends ServerScenarios {
    Close() {
      threads.add(
          () -> {
            model.poll();
            Versions.publish(2, 1);
            model.poll();
          });
      threads.add(model::unloadAll);
      threads.add(
          () -> {
            try {
              request();
            } catch (ApiException e) {
              require(e.code() == ApiException.Code.UNAVAILABLE, e.getMessage());
            }
          });
    }

    @Override
    public void check() {
      require(NativeModel.held() == 0, NativeModel.held() + " models aren't freed");
    }
  }
}
