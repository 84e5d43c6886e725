package io.github.tfestimator.checkpoint;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The files of one checkpoint of a model directory, and the folder aside that they are written in.
 * While that folder is there, the checkpoint may be incomplete.
 */
final class CheckpointFiles {
  static final String NAME = "model.ckpt";

  /**
   * In the order of publishing: the index last, for who finds it takes the checkpoint for whole.
   */
  private static final List<String> SUFFIXES = List.of(".meta", ".data-00000-of-00001", ".index");

  private static final String STAGING = "." + NAME + "-%d.tmp";
  private static final String OLD = "old";
  private static final Pattern INDEX = Pattern.compile("model\\.ckpt-(\\d{1,18})\\.index");

  private static final Pattern FILE =
      Pattern.compile("(.+)\\.(?:meta|index|data-\\d{5}-of-\\d{5})");

  private final Path modelDir;
  private final long globalStep;

  CheckpointFiles(Path modelDir, long globalStep) {
    this.modelDir = modelDir;
    this.globalStep = globalStep;
  }

  static String name(long globalStep) {
    return NAME + "-" + globalStep;
  }

  Path prefix() {
    return modelDir.resolve(name(globalStep));
  }

  Path staging() {
    return modelDir.resolve(STAGING.formatted(globalStep));
  }

  Path stagingPrefix() {
    return staging().resolve(name(globalStep));
  }

  Path stagingMeta() {
    return withSuffix(stagingPrefix(), ".meta");
  }

  void publish() throws IOException {
    for (String suffix : SUFFIXES) {
      AtomicFiles.commit(withSuffix(stagingPrefix(), suffix), withSuffix(prefix(), suffix));
    }
  }

  /**
   * Notes which checkpoints are to go once the state names them no more. By name, for the next
   * process may call the directory otherwise; those of another directory are not ours to delete.
   */
  void noteOld(List<Path> prefixes) throws IOException {
    String names =
        prefixes.stream()
            .filter(prefix -> modelDir.equals(prefix.getParent()))
            .map(prefix -> prefix.getFileName() + "\n")
            .collect(Collectors.joining());
    AtomicFiles.write(staging().resolve(OLD), names.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Deletes what is aside, the old checkpoints, and what was published of this one if it never got
   * into the state.
   */
  void clear() throws IOException {
    List<Path> unlisted = new ArrayList<>(List.of(prefix()));
    if (Files.exists(staging().resolve(OLD))) {
      BoundedFiles.readRegularText(staging().resolve(OLD))
          .lines()
          .forEach(name -> unlisted.add(modelDir.resolve(name)));
    }
    CheckpointState.read(modelDir).ifPresent(state -> unlisted.removeAll(state.newestFirst()));
    delete(unlisted);
    AtomicFiles.deleteTree(staging());
  }

  /** Deletes checkpoints of the directory, which may be Python's and in several parts. */
  private void delete(List<Path> prefixes) throws IOException {
    Set<String> names = new HashSet<>();
    prefixes.forEach(prefix -> names.add(prefix.getFileName().toString()));
    List<Path> files = new ArrayList<>(Listing.children(modelDir));
    // From the last name back, so that there is no index without its data.
    Collections.reverse(files);
    for (Path file : files) {
      Matcher name = FILE.matcher(file.getFileName().toString());
      if (name.matches() && names.contains(name.group(1))) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Clears as well as it can after a failure, which is what the user should hear of. */
  void clearAfter(Exception failure) {
    try {
      clear();
    } catch (IOException | CheckpointException e) {
      failure.addSuppressed(e);
    }
  }

  /** Clears what killed processes left in the middle of a save. */
  static void clearLeftovers(Path modelDir) throws IOException {
    for (Path path : Listing.children(modelDir)) {
      String name = path.getFileName().toString();
      if (name.matches("\\.model\\.ckpt-\\d{1,18}\\.tmp")) {
        String step = name.replaceAll("\\D", "");
        new CheckpointFiles(modelDir, Long.parseLong(step)).clear();
      } else if (AtomicFiles.isLeftover(path)) {
        Files.deleteIfExists(path);
      }
    }
  }

  /** The name of the newest checkpoint by its files, other than one that is being written. */
  static Optional<String> newestIn(Path modelDir) {
    try {
      return Listing.children(modelDir).stream()
          .map(file -> INDEX.matcher(file.getFileName().toString()))
          .filter(Matcher::matches)
          .map(name -> Long.parseLong(name.group(1)))
          .filter(step -> !Files.exists(new CheckpointFiles(modelDir, step).staging()))
          .max(Comparator.naturalOrder())
          .map(CheckpointFiles::name);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  static Path withSuffix(Path prefix, String suffix) {
    return prefix.resolveSibling(prefix.getFileName() + suffix);
  }
}
