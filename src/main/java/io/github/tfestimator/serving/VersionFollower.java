package io.github.tfestimator.serving;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelFolder;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A background thread that polls a folder of versions, loads and warms the highest, and puts it in
 * the place of the one that serves. A version that can't be loaded is logged once, and the next
 * below it is tried, down to the one that serves. It is tried again when a file of it has changed,
 * when a higher one has served or it was gone in between, and after {@value
 * #LOOKS_UNTIL_TRIED_AGAIN} looks, as memory or a permission may have been missing.
 */
final class VersionFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private static final int LOOKS_UNTIL_TRIED_AGAIN = 60;

  private static final Failure NONE = new Failure(List.of(), 0, "");

  private final Path base;
  private final Duration pollInterval;
  private final Function<Path, LoadedModel> loading;
  private final CurrentModel current;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "saved-model-versions");

  /** The versions above the one that serves, which can't be loaded. */
  private final Map<Path, Failure> failures = new HashMap<>();

  /** The reason that the folder can't be listed, not to be repeated. */
  private String problem = "";

  /**
   * A load that failed.
   *
   * @param files the files of the version; while they stay so, it is seldom tried again
   * @param looks how many looks passed it by since
   * @param message why, not to be repeated
   */
  private record Failure(List<String> files, int looks, String message) {}

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
      List<String> files = SavedModelVersions.files(version);
      try {
        LoadedModel model = loading.apply(version);
        skipped.forEach(e -> LOG.warn("{} {} serves instead.", e.getMessage(), version));
        return model;
      } catch (SavedModelException e) {
        failures.put(version, new Failure(files, 0, e.getMessage()));
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
      follow(SavedModelVersions.newestFirst(base));
      problem = "";
    } catch (IOException | RuntimeException e) {
      // Not to end the thread, whatever it is; folders that vanish meanwhile throw all kinds.
      String message =
          "The versions in %s can't be read: %s.".formatted(base, AtomicFiles.reason(e));
      warn(message, problem);
      problem = message;
    }
  }

  private void follow(List<Path> versions) {
    failures.keySet().retainAll(versions);
    for (Path version : versions) {
      if (version.equals(current.folder()) || takesOver(version)) {
        // Those below it count as new ones, should it vanish.
        failures.keySet().retainAll(versions.subList(0, versions.indexOf(version)));
        return;
      }
    }
  }

  private boolean takesOver(Path version) {
    List<String> files = SavedModelVersions.files(version);
    Failure last = failures.getOrDefault(version, NONE);
    if (files.equals(last.files) && last.looks + 1 < LOOKS_UNTIL_TRIED_AGAIN) {
      failures.put(version, new Failure(files, last.looks + 1, last.message));
      return false;
    }
    try {
      current.replaceBy(loading.apply(version));
      LOG.info("SavedModel that serves from now on: {}", version);
      return true;
    } catch (RuntimeException | Error e) {
      // An Error too, for lack of native memory: the thread is to go on.
      String message = message(version, e);
      warn(message, last.message);
      failures.put(version, new Failure(files, 0, message));
      return false;
    }
  }

  private static String message(Path version, Throwable failure) {
    if (failure instanceof SavedModelException) {
      return failure.getMessage();
    }
    // An Error without its text, which may tell of the memory now and so differ each time.
    String reason =
        failure instanceof Error ? failure.getClass().getSimpleName() : AtomicFiles.reason(failure);
    return "The SavedModel %s can't be loaded: %s.".formatted(version, reason);
  }

  private void warn(String message, String last) {
    if (!message.equals(last)) {
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
