package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The list of a SavedModel's files with their SHA-256, {@code assets.extra/sha256.txt}, in the
 * format of {@code sha256sum}: {@code sha256sum -c assets.extra/sha256.txt} in the SavedModel's
 * folder checks a copy anywhere. Exports have it, since nothing else in the format would tell a
 * flipped bit in a constant of the graph, or a graph beside another version's variables.
 */
public final class FileChecksums {
  private static final String LIST = "assets.extra/sha256.txt";
  private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (.+)");

  /** The large files; {@code variables.index} has checksums of their values, which are checked. */
  private static final Pattern VALUES = Pattern.compile("variables/variables\\.data-\\d+-of-\\d+");

  /** Has checksums of its own, and may be replaced or deleted. */
  private static final String WARMUP = "assets.extra/tf_serving_warmup_requests";

  private FileChecksums() {}

  /**
   * Writes the list of all files that a SavedModel has now.
   *
   * @param savedModel its folder
   * @throws IOException if a file can't be read, or the list not be written
   */
  public static void write(Path savedModel) throws IOException {
    Path list = savedModel.resolve(LIST);
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
    try (Stream<Path> tree = Files.walk(savedModel)) {
      return tree.filter(Files::isRegularFile)
          .map(file -> savedModel.relativize(file).toString().replace('\\', '/'))
          .sorted()
          .toList();
    }
  }

  /**
   * Compares a SavedModel's files with the list, but for values and warm-up requests, whose own
   * checksums are checked where they are read. Files that aren't listed may be there.
   *
   * @param savedModel its folder; one without a list passes, as other programs' and older exports
   * @throws SavedModelException if a file differs, is missing or can't be read, or the list is
   *     damaged; the message names the file
   */
  public static void check(Path savedModel) {
    Path list = savedModel.resolve(LIST);
    if (!Files.exists(list)) {
      return;
    }
    try {
      // Latin-1 takes any byte: a damaged list is to be an error about the list.
      String text = Files.readString(list, StandardCharsets.ISO_8859_1);
      if (!text.endsWith("\n")) {
        throw refused(savedModel, LIST + " is damaged");
      }
      for (String line : text.substring(0, text.length() - 1).split("\n", -1)) {
        check(savedModel, line.getBytes(StandardCharsets.ISO_8859_1));
      }
    } catch (IOException e) {
      throw LoadFailure.of(savedModel, AtomicFiles.reason(e), e);
    }
  }

  private static void check(Path savedModel, byte[] line) throws IOException {
    Matcher entry = LINE.matcher(new String(line, StandardCharsets.UTF_8));
    if (!entry.matches()) {
      throw refused(savedModel, LIST + " is damaged");
    }
    check(savedModel, entry.group(2), entry.group(1));
  }

  private static void check(Path savedModel, String name, String sha256) throws IOException {
    Path file = savedModel.resolve(name);
    if (name.equals(WARMUP)) {
      return;
    }
    if (!Files.isRegularFile(file)) {
      var cause = new NoSuchFileException(file.toString());
      throw LoadFailure.of(savedModel, "it has no " + name, cause);
    }
    if (!VALUES.matcher(name).matches() && !Sha256.of(file).equals(sha256)) {
      var cause = new IOException("the SHA-256 of " + file + " isn't " + sha256);
      LoadFailure.requireNoForeignFile(savedModel, cause);
      throw refused(savedModel, name + " differs from what was exported");
    }
  }

  private static SavedModelException refused(Path savedModel, String reason) {
    return new SavedModelException(
        "The SavedModel %s can't be loaded: %s. Copy the folder anew; if the change was meant, delete %s."
            .formatted(savedModel, reason, LIST));
  }
}
