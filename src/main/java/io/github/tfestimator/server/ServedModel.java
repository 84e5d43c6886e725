package io.github.tfestimator.server;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import io.github.tfestimator.server.ApiException.Code;
import io.github.tfestimator.serving.ServingConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
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

  /**
   * A version that can't be loaded is tried again when its files change, or after this many looks.
   */
  private static final int LOOKS_UNTIL_TRIED_AGAIN = 60;

  /** Versions at their end whose status can be asked for. */
  private static final int MAX_ENDED = 16;

  private record Failure(List<String> files, int look) {}

  private final ModelConfig config;
  private final ServingConfig serving;
  private final Map<Long, Failure> failures = new HashMap<>();
  private int look;
  private String problem = "";

  /** The highest first. Replaced as a whole, never changed. */
  private volatile SortedMap<Long, ServedVersion> versions = descending();

  ServedModel(ModelConfig config, ServingConfig serving) {
    this.config = config;
    this.serving = serving;
  }

  private static SortedMap<Long, ServedVersion> descending() {
    return new TreeMap<>(Comparator.reverseOrder());
  }

  String name() {
    return config.name();
  }

  /** Tells whether a version is available. */
  boolean isReady() {
    return versions.values().stream().anyMatch(ServedVersion::isAvailable);
  }

  /** Returns the versions that are served, are being loaded, or have ended, the highest first. */
  List<ServedVersion> versions() {
    return List.copyOf(versions.values());
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
      return Optional.ofNullable(versions.get(number.get()))
          .filter(ServedVersion::isAvailable)
          .orElseThrow(
              () ->
                  ApiException.notFound(
                      "The model %s has no version %d, but %s",
                      name(),
                      number.get(),
                      versions().stream()
                          .filter(ServedVersion::isAvailable)
                          .map(ServedVersion::number)
                          .toList()));
    }
    while (true) {
      SortedMap<Long, ServedVersion> now = versions;
      Optional<ServedVersion> highest =
          now.values().stream().filter(ServedVersion::isAvailable).findFirst();
      if (highest.isPresent()) {
        return highest.get();
      }
      if (now == versions) {
        throw new ApiException(
            Code.UNAVAILABLE, "The model %s has no version that is loaded yet".formatted(name()));
      }
      // While it was looked through, a new version was put beside it and the old one unloaded.
    }
  }

  /** Looks for versions once, loads and unloads. */
  void poll() {
    look++;
    try {
      follow(found());
    } catch (IOException | RuntimeException e) {
      // Not to end the thread, whatever it is; folders that vanish meanwhile throw all kinds.
      warn(
          "The versions of the model %s in %s can't be read: %s."
              .formatted(name(), config.basePath(), AtomicFiles.reason(e)));
    }
  }

  private List<Path> found() throws IOException {
    if (!Files.isDirectory(config.basePath())) {
      warn(
          "The model %s waits for its base path %s: there is no such folder."
              .formatted(name(), config.basePath()));
      return List.of();
    }
    List<Path> found = SavedModelVersions.newestFirst(config.basePath());
    if (found.isEmpty()) {
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
    return found;
  }

  private void follow(List<Path> found) throws IOException {
    Set<Long> wanted = new HashSet<>();
    for (Path folder : found) {
      long number = SavedModelVersions.number(folder);
      if (isAskedFor(number, wanted.size()) && (isServed(number) || loads(number, folder))) {
        wanted.add(number);
      }
    }
    if (!wanted.isEmpty()) {
      versions().stream()
          .filter(version -> version.isAvailable() && !wanted.contains(version.number()))
          .forEach(this::unload);
      problem = "";
    }
    forgetEnded();
  }

  private boolean isAskedFor(long number, int before) {
    if (config.policy() instanceof VersionPolicy.Latest latest) {
      return before < latest.count();
    }
    return !(config.policy() instanceof VersionPolicy.Specific specific)
        || specific.versions().contains(number);
  }

  private boolean isServed(long number) {
    ServedVersion version = versions.get(number);
    return version != null && version.isAvailable();
  }

  private boolean loads(long number, Path folder) throws IOException {
    List<String> files = files(folder);
    Failure failure = failures.get(number);
    if (failure != null
        && failure.files().equals(files)
        && look - failure.look() < LOOKS_UNTIL_TRIED_AGAIN) {
      return false;
    }
    var version = new ServedVersion(name(), number, folder, serving);
    put(version);
    try {
      version.load();
      failures.remove(number);
      LOG.info("Model {}: version {} serves", name(), number);
      return true;
    } catch (SavedModelException | LinkageError | OutOfMemoryError e) {
      failures.put(number, new Failure(files, look));
      if (failure == null || !failure.files().equals(files)) {
        LOG.warn("Model {}: {}", name(), AtomicFiles.reason(e));
      }
      return false;
    }
  }

  private static List<String> files(Path folder) throws IOException {
    try {
      return SavedModelVersions.files(folder);
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void unload(ServedVersion version) {
    version.unload();
    LOG.info("Model {}: version {} is unloaded", name(), version.number());
  }

  private void put(ServedVersion version) {
    SortedMap<Long, ServedVersion> next = descending();
    next.putAll(versions);
    next.put(version.number(), version);
    versions = next;
  }

  private void forgetEnded() {
    List<Long> ended = new ArrayList<>();
    versions.values().stream()
        .filter(version -> version.status().state() == ServedVersion.State.END)
        .forEach(version -> ended.add(version.number()));
    if (ended.size() > MAX_ENDED) {
      SortedMap<Long, ServedVersion> next = descending();
      next.putAll(versions);
      next.keySet().removeAll(ended.subList(MAX_ENDED, ended.size()));
      versions = next;
      failures.keySet().retainAll(next.keySet());
    }
  }

  private void warn(String message) {
    if (!message.equals(problem)) {
      problem = message;
      LOG.warn(message);
    }
  }

  /** Unloads all versions, after their requests. */
  void unloadAll() {
    versions().stream().filter(ServedVersion::isAvailable).forEach(ServedVersion::unload);
  }
}
