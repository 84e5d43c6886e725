package io.github.tfestimator.serving;

import io.github.tfestimator.files.SavedModelVersions;
import io.github.tfestimator.files.WholeFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets the highest version in a folder serve, whichever that is: a thread that looks now and then,
 * loads and warms the version, and puts it in the place of the one that serves. What can't be
 * loaded is reported once, and tried again when a file of it has changed or another version has
 * been the highest in between.
 */
final class VersionFollower implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  private final Path base;
  private final ServingConfig config;
  private final CurrentModel current;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::run, "saved-model-versions");

  /** The files of the version that was tried last; it isn't tried again while they stay so. */
  private List<String> tried = List.of();

  /** What was warned of last, not to be said again. */
  private String problem = "";

  VersionFollower(Path base, ServingConfig config, CurrentModel current) {
    this.base = base;
    this.config = config;
    this.current = current;
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  private void run() {
    try {
      while (!closed.await(config.pollInterval().toNanos(), TimeUnit.NANOSECONDS)) {
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
    } catch (ServingException e) {
      warn(e.getMessage());
    } catch (IOException | RuntimeException e) {
      // Not to end the thread, whatever it is; folders that vanish meanwhile throw all kinds.
      warn("The versions in %s can't be read: %s.".formatted(base, WholeFiles.reason(e)));
    }
  }

  private void follow(Path version) throws IOException {
    if (!version.equals(current.folder())) {
      List<String> files = files(version);
      if (files.equals(tried)) {
        return;
      }
      tried = files;
      current.replaceBy(LoadedModel.load(version, config));
      LOG.info("SavedModel that serves from now on: {}", version);
    }
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
