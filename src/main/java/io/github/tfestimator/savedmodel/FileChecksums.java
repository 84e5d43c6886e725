package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.io.Listing;
import io.github.tfestimator.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The list of a SavedModel's files with their SHA-256, {@code assets.extra/sha256.txt}, in the
 * format of {@code sha256sum}: {@code sha256sum -c assets.extra/sha256.txt} in the SavedModel's
 * folder checks a copy anywhere. Exports have it, since nothing else in the format would tell a
 * flipped bit in a constant of the graph, or a graph beside another version's variables.
 */
public final class FileChecksums {
  static final String LIST = "assets.extra/sha256.txt";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

  /** Files of every export. The second is the last by name, so a list that is cut off lacks it. */
  private static final List<String> REQUIRED =
      List.of(SavedModelVersions.MODEL, "variables/variables.index");

  /**
   * The large files. They aren't read twice: whoever reads a value compares its checksum, which is
   * in {@code variables.index}.
   */
  private static final Pattern VALUES = Pattern.compile("variables/variables\\.data-\\d+-of-\\d+");

  private FileChecksums() {}

  /**
   * Returns the path of a SavedModel's list.
   *
   * @param savedModel the folder of a SavedModel
   * @return the list, which may not exist
   */
  public static Path file(Path savedModel) {
    return savedModel.resolve(LIST);
  }

  /**
   * Writes the list of all files that a SavedModel has now.
   *
   * @param savedModel its folder
   * @throws IOException if a file can't be read, or the list not be written
   */
  public static void write(Path savedModel) throws IOException {
    Path list = file(savedModel);
    Files.deleteIfExists(list);
    StringBuilder lines = new StringBuilder();
    for (String file : files(savedModel)) {
      lines.append(Sha256.of(savedModel.resolve(file))).append("  ").append(file).append('\n');
    }
    Files.createDirectories(list.getParent());
    Files.writeString(list, lines);
  }

  /** Lists files by their paths below the folder, with slashes on any system. */
  private static List<String> files(Path savedModel) throws IOException {
    return Listing.tree(savedModel).stream()
        .filter(Files::isRegularFile)
        .map(file -> savedModel.relativize(file).toString().replace('\\', '/'))
        .sorted()
        .toList();
  }

  /**
   * Compares a SavedModel's files with the list, but for values and warm-up requests, whose own
   * checksums are checked where they are read. Files that aren't listed may be there.
   *
   * @param savedModel its folder; one without a list passes, as other programs' and older exports
   * @throws SavedModelException if a file differs, is missing or can't be read, or the list is
   *     damaged or without {@code saved_model.pb} or {@code variables.index}; the message names the
   *     file
   */
  public static void check(Path savedModel) {
    if (!Files.exists(file(savedModel))) {
      return;
    }
    try {
      for (Map.Entry<String, String> line : read(savedModel).entrySet()) {
        checkFile(savedModel, line.getKey(), line.getValue());
      }
    } catch (InvalidPathException e) {
      throw LoadFailure.of(savedModel, LIST + " names no file: " + e.getReason(), e);
    } catch (IOException e) {
      throw LoadFailure.of(savedModel, AtomicFiles.reason(e), e);
    }
  }

  /** Reads the SHA-256 by the files' names. */
  private static Map<String, String> read(Path savedModel) throws IOException {
    // Unlike readString, takes any byte: a damaged list is to be an error about the list.
    String text = new String(BoundedFiles.readRegular(file(savedModel)), StandardCharsets.UTF_8);
    Map<String, String> sha256s = new LinkedHashMap<>();
    boolean isWhole = text.endsWith("\n");
    for (String line : text.split("\n")) {
      Matcher entry = LINE.matcher(line);
      if (entry.matches()) {
        sha256s.put(entry.group(2), entry.group(1));
      } else {
        isWhole = false;
      }
    }
    if (!isWhole || !sha256s.keySet().containsAll(REQUIRED)) {
      throw new IOException(LIST + " is damaged");
    }
    return sha256s;
  }

  private static void checkFile(Path savedModel, String name, String sha256) throws IOException {
    Path file = savedModel.resolve(name);
    if (file.equals(WarmupRequests.file(savedModel))) {
      return; // Has checksums of its own, and may be replaced or deleted.
    }
    if (!Files.isRegularFile(file)) {
      throw new IOException("it has no " + name);
    }
    if (!VALUES.matcher(name).matches() && !Sha256.of(file).equals(sha256)) {
      throw new IOException(name + " differs from its line in " + LIST);
    }
  }
}
