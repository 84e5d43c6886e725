package io.github.tfestimator.serving;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the highest version in a folder serve, whichever that is: a thread that looks now and then,
 * loads and warms the version, and puts it in the place of the one that serves. What can't be
 * loaded is reported once, and tried again when a file of it has changed, when another version has
 * been the highest in between, and else after some while, as memory or a permission may have been
 * missing.
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

  /** The files of the version that failed last; it seldom is tried again while they stay so. */
  private List<String> failed = List.of();

  private int looksSince;

  /** What was warned of last, not to be said again. */
  private String problem = "";

  /**
   * @param base the folder of versions
   * @param pollInterval how long to wait before each look
   * @param loading loads a version; may fail with anything
   * @param current what to replace; owned by the caller
   */
  VersionFollower(
      Path base, Duration pollInterval, Function<Path, LoadedModel> loading, CurrentModel current) {
    this.base = base;
    this.pollInterval = pollInterval;
    this.loading = loading;
    this.current = current;
    thread.setDaemon(true);
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
      List<String> files = files(version);
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

  /** Each file with its time and size: one that is still being copied changes them. */
  private static List<String> files(Path version) throws IOException {
    try (Stream<Path> tree = Files.walk(version)) {
      List<String> files = new ArrayList<>();
      for (Path file : (Iterable<Path>) tree.sorted()::iterator) {
        files.add("%s %s %d".formatted(file, Files.getLastModifiedTime(file), Files.size(file)));
      }
      return files;
    }
  }

  private void warn(String found) {
    if (!found.equals(problem)) {
      problem = found;
      LOG.warn("{} {} goes on serving.", found, current.folder());
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
