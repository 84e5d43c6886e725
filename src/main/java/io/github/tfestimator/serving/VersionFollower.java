package io.github.tfestimator.serving;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelFolder;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background thread that polls a folder of versions, loads and warms the highest, and puts it in
 * the place of the one that serves. A version that can't be loaded is logged once. It is tried
 * again when a file of it has changed, when another version has been the highest in between, and
 * after {@value #LOOKS_UNTIL_TRIED_AGAIN} looks, as memory or a permission may have been missing.
 */
final class VersionFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private static final int LOOKS_UNTIL_TRIED_AGAIN = 60;

  private final Path base;
  private final Duration pollInterval;
  private final Function<Path, LoadedModel> loading;
  private final CurrentModel current;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "saved-model-versions");

  /** The files of the version that failed last; while they stay so, it is seldom tried again. */
  private List<String> failed = List.of();

  private int looksSince;

  /** The last warning, not to be repeated. */
  private String problem = "";

  /**
   * Loads the highest version that can be loaded. Higher ones are logged, and tried again as those
   * that come later are.
   *
   * @param base the folder of versions
   * @param pollInterval how long to wait before each look
   * @param loading loads a version; may fail with anything
   * @throws SavedModelException if there is no version, or none can be loaded
   */
  VersionFollower(Path base, Duration pollInterval, Function<Path, LoadedModel> loading) {
    this.base = base;
    this.pollInterval = pollInterval;
    this.loading = loading;
    current = new CurrentModel(newestThatLoads());
    thread.setDaemon(true);
  }

  private LoadedModel newestThatLoads() {
    List<SavedModelException> skipped = new ArrayList<>();
    for (Path version : SavedModelFolder.versions(base)) {
      List<String> files = filesOrNone(version);
      try {
        LoadedModel model = loading.apply(version);
        skipped.forEach(e -> LOG.warn("{} {} serves instead.", e.getMessage(), version));
        return model;
      } catch (SavedModelException e) {
        if (skipped.isEmpty()) {
          failed = files;
          problem = e.getMessage();
        }
        skipped.add(e);
      }
    }
    throw skipped.get(0);
  }

  /** The model that serves. Owned by the caller. */
  CurrentModel current() {
    return current;
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(pollInterval.toNanos(), TimeUnit.NANOSECONDS)) {
        look();
      }
    } catch (InterruptedException e) {
      // Nobody but the JVM's end interrupts this thread.
      Thread.currentThread().interrupt();
    }
  }

  /** Looks once. */
  void look() {
    try {
      Optional<Path> highest = SavedModelVersions.highest(base);
      if (highest.isPresent()) {
        follow(highest.get());
      }
    } catch (SavedModelException e) {
      warn(e.getMessage());
    } catch (IOException | RuntimeException e) {
      // Not to end the thread, whatever it is, an Error too for lack of native memory; folders that
      // vanish meanwhile throw all kinds.
      warn("The versions in %s can't be read: %s.".formatted(base, AtomicFiles.reason(e)));
    } catch (Error e) {
      // Without its text, which may tell of the memory now and so differ each time.
      warn(
          "The highest version in %s can't be loaded: %s."
              .formatted(base, e.getClass().getSimpleName()));
    }
  }

  private void follow(Path version) throws IOException {
    if (!version.equals(current.folder())) {
      List<String> files = SavedModelVersions.files(version);
      if (files.equals(failed) && ++looksSince < LOOKS_UNTIL_TRIED_AGAIN) {
        return;
      }
      failed = files;
      looksSince = 0;
      current.replaceBy(loading.apply(version));
      LOG.info("SavedModel that serves from now on: {}", version);
    }
    failed = List.of();
    problem = "";
  }

  private static List<String> filesOrNone(Path version) {
    try {
      return SavedModelVersions.files(version);
    } catch (IOException e) {
      return List.of();
    }
  }

  private void warn(String message) {
    if (!message.equals(problem)) {
      problem = message;
      LOG.warn("{} {} goes on serving.", message, current.folder());
    }
  }

  /** Ends the thread and waits for it. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
