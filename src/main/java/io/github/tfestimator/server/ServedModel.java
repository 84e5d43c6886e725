package io.github.tfestimator.server;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import io.github.tfestimator.server.ApiException.Code;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A model and its versions. One thread looks for versions, loads what the policy asks for and
 * unloads the rest; any number of threads send requests. A version is loaded before another is
 * unloaded, and the last one that can be loaded goes on serving.
 */
final class ServedModel {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");

  /** After so many polls a version that can't be loaded is tried again; sooner if it changes. */
  private static final int POLLS_UNTIL_RETRY = 60;

  private static final int MAX_ENDED = 16;

  private record Failure(List<String> files, int poll) {}

  private final ModelConfig config;
  private final ServingConfig serving;
  private final Map<Path, Failure> failures = new HashMap<>();
  private int polls;
  private String problem = "";

  private final VersionTable versions = new VersionTable();
  private volatile boolean closed;

  ServedModel(ModelConfig config, ServingConfig serving) {
    this.config = config;
    this.serving = serving;
  }

  String name() {
    return config.name();
  }

  boolean isReady() {
    return versions.highest().isPresent();
  }

  /** Returns the versions that are served, are being loaded, or have ended, the highest first. */
  List<ServedVersion> versions() {
    return versions.all();
  }

  /**
   * Runs a request on a version.
   *
   * @param number of the version; the highest one if neither it nor a label is given
   * @throws ApiException if there is no such version
   */
  <R> R with(Optional<Long> number, Optional<String> label, Function<ServedVersion, R> request) {
    while (true) {
      ServedVersion version = version(number.or(() -> label.map(this::labeled)));
      try {
        return request.apply(version);
      } catch (IllegalStateException e) {
        if (version.isAvailable()) {
          throw e;
        }
        // It was unloaded a moment ago, and another one has taken its place.
      }
    }
  }

  private long labeled(String label) {
    Long number = config.labels().get(label);
    if (number == null) {
      throw ApiException.invalid(
          "The model %s has no version of the label %s", name(), JsonTensors.text(label));
    }
    return number;
  }

  private ServedVersion version(Optional<Long> number) {
    if (number.isPresent()) {
      return versions
          .available(number.get())
          .orElseThrow(
              () ->
                  ApiException.notFound(
                      "The model %s has no version %d, but %s",
                      name(),
                      number.get(),
                      versions.available().stream().map(ServedVersion::number).toList()));
    }
    return versions
        .highest()
        .orElseThrow(
            () ->
                new ApiException(
                    Code.UNAVAILABLE,
                    "The model %s has no version that is loaded yet".formatted(name())));
  }

  /** Looks for versions once, loads and unloads. */
  void poll() {
    polls++;
    try {
      follow(listVersions());
    } catch (IOException | RuntimeException | Error e) {
      // Not to end the thread, whatever it is, also for lack of memory.
      warn(
          "The versions of the model %s in %s can't be read: %s."
              .formatted(name(), config.basePath(), AtomicFiles.reason(e)));
    }
  }

  private List<Path> listVersions() throws IOException {
    if (!Files.isDirectory(config.basePath())) {
      warn(
          "The model %s waits for its base path %s: there is no such folder."
              .formatted(name(), config.basePath()));
      return List.of();
    }
    List<Path> folders = SavedModelVersions.newestFirst(config.basePath());
    if (folders.isEmpty()) {
      warn(
          "The model %s waits for a version in %s, a folder named by an integer that holds %s.%s"
              .formatted(
                  name(),
                  config.basePath(),
                  SavedModelVersions.MODEL,
                  SavedModelVersions.isSavedModel(config.basePath())
                      ? " It is a SavedModel itself: name the folder above."
                      : ""));
    }
    return folders;
  }

  private void follow(List<Path> folders) {
    Set<Long> requested = new HashSet<>();
    for (Path folder : folders) {
      long number = SavedModelVersions.number(folder);
      if (closed) {
        return;
      }
      if (isRequested(number, requested.size())
          && (versions.available(number).isPresent() || tryLoad(number, folder))) {
        requested.add(number);
      }
    }
    if (!requested.isEmpty()) {
      versions.available().stream()
          .filter(version -> !requested.contains(version.number()))
          .forEach(this::unload);
      problem = "";
    }
    forgetEnded();
    // Also of those whose end is forgotten, which each poll would load anew.
    failures.keySet().retainAll(Set.copyOf(folders));
  }

  private boolean isRequested(long number, int before) {
    if (config.policy() instanceof VersionPolicy.Latest latest) {
      return before < latest.count();
    }
    return !(config.policy() instanceof VersionPolicy.Specific specific)
        || specific.versions().contains(number);
  }

  private boolean tryLoad(long number, Path folder) {
    List<String> files = SavedModelVersions.files(folder);
    Failure failure = failures.get(folder);
    if (failure != null
        && failure.files().equals(files)
        && polls - failure.poll() < POLLS_UNTIL_RETRY) {
      return false;
    }
    var version = new ServedVersion(name(), number, folder, serving);
    versions.put(version);
    try {
      version.load();
      if (closed) {
        version.unload();
        return false;
      }
      failures.remove(folder);
      LOG.info("Model {}: version {} serves", name(), number);
      return true;
    } catch (SavedModelException | LinkageError | OutOfMemoryError e) {
      failures.put(folder, new Failure(files, polls));
      if (failure == null || !failure.files().equals(files)) {
        LOG.warn("Model {}: {}", name(), AtomicFiles.reason(e));
      }
      return false;
    }
  }

  /** Unloads in a thread of its own: a request that runs long must not hold up versions. */
  private void unload(ServedVersion version) {
    version.refuseRequests();
    var thread = new Thread(version::unload, "model-unloading");
    thread.setDaemon(true);
    thread.start();
    LOG.info("Model {}: version {} serves no more", name(), version.number());
  }

  private void forgetEnded() {
    List<Long> ended =
        versions().stream()
            .filter(version -> version.status().state() == ServedVersion.State.END)
            .map(ServedVersion::number)
            .toList();
    if (ended.size() > MAX_ENDED) {
      versions.removeAll(ended.subList(MAX_ENDED, ended.size()));
    }
  }

  private void warn(String message) {
    if (!message.equals(problem)) {
      problem = message;
      LOG.warn(message);
    }
  }

  /** Unloads all versions, after their requests, and one that is being loaded when it is. */
  void unloadAll() {
    closed = true;
    versions.available().forEach(ServedVersion::unload);
  }
}
