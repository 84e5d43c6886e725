package io.github.tfestimator.server;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The versions of a model that are served, are being loaded, or have ended. One thread changes it;
 * any number of threads read.
 */
final class VersionTable {
  /** The highest first. Replaced as a whole, never changed. */
  private volatile SortedMap<Long, ServedVersion> versions =
      new TreeMap<>(Comparator.reverseOrder());

  /** Returns the versions, the highest first. */
  List<ServedVersion> all() {
    return List.copyOf(versions.values());
  }

  /** Returns the versions that are available, the highest first. */
  List<ServedVersion> available() {
    return versions.values().stream().filter(ServedVersion::isAvailable).toList();
  }

  /** Returns a version, if it is available. */
  Optional<ServedVersion> available(long number) {
    return Optional.ofNullable(versions.get(number)).filter(ServedVersion::isAvailable);
  }

  /**
   * Returns the highest version that is available. While they are looked through, one may become
   * available and then another be unloaded, so there is none only if a second look sees none
   * either.
   */
  Optional<ServedVersion> highest() {
    SortedMap<Long, ServedVersion> now;
    Optional<ServedVersion> highest;
    do {
      now = versions;
      highest = highest(now).or(() -> highest(versions));
    } while (highest.isEmpty() && now != versions);
    return highest;
  }

  private static Optional<ServedVersion> highest(SortedMap<Long, ServedVersion> versions) {
    return versions.values().stream().filter(ServedVersion::isAvailable).findFirst();
  }

  /** Adds a version, or replaces the one of its number. */
  void put(ServedVersion version) {
    SortedMap<Long, ServedVersion> next = new TreeMap<>(versions);
    next.put(version.number(), version);
    versions = next;
  }

  /** Removes versions by their numbers. */
  void removeAll(Collection<Long> numbers) {
    SortedMap<Long, ServedVersion> next = new TreeMap<>(versions);
    next.keySet().removeAll(numbers);
    versions = next;
  }
}
