package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder with the four IDX files of a data set, raw or gzipped, named as MNIST's or as EMNIST's:
 * {@code emnist-letters-train-images-idx3-ubyte}.
 */
final class IdxFolder {
  private static final Pattern IMAGES =
      pattern("(?:(.+)-)?(train|t10k|test)-images[-.]idx\\d-[a-z0-9]+(?:\\.gz)?");

  private static final Pattern EITHER = pattern(".*-(images|labels)[-.]idx\\d-.*");
  private static final Pattern MNIST = pattern("train-images[-.]idx.*");

  private IdxFolder() {}

  private static Pattern pattern(String regex) {
    return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
  }

  /** Tells whether a folder has IDX files of images or labels. */
  static boolean isOne(Path folder) {
    return names(folder).stream().anyMatch(EITHER.asMatchPredicate());
  }

  /**
   * Reads the files. Names for the classes come from a file of {@link ClassMapping}.
   *
   * @param mapping the file, or none to take the one beside the data, if there is one
   * @throws DataException if a file is missing or can't be used, or the sets don't fit together
   */
  static DataSplit read(Path folder, Optional<Path> mapping) {
    Optional<String> prefix = prefix(folder);
    DataSplit data = prefix.isEmpty() ? Mnist.read(folder) : readNamed(folder, prefix.get());
    Optional<Path> names =
        mapping.or(
            () ->
                prefix
                    .map(name -> folder.resolve(name + "-mapping.txt"))
                    .filter(Files::isRegularFile));
    return named(data, names);
  }

  /** Tells whether the files are named as MNIST's. */
  static boolean hasMnistNames(Path folder) {
    return prefix(folder).isEmpty();
  }

  /** Returns data whose classes are named by a file of {@link ClassMapping}, if there is one. */
  static DataSplit named(DataSplit data, Optional<Path> mapping) {
    return mapping.map(file -> named(data, file)).orElse(data);
  }

  private static DataSplit named(DataSplit data, Path mapping) {
    int classes = LabeledImages.classesOf(data.train().labels());
    classes = Math.max(classes, LabeledImages.classesOf(data.test().labels()));
    List<String> names = ClassMapping.read(mapping, classes);
    return new DataSplit(data.train().named(names), data.test().named(names));
  }

  /** Returns what the names of the files begin with, if it isn't MNIST's. */
  private static Optional<String> prefix(Path folder) {
    List<String> prefixes =
        names(folder).stream()
            .map(IMAGES::matcher)
            .filter(Matcher::matches)
            .map(matcher -> Optional.ofNullable(matcher.group(1)))
            .filter(Optional::isPresent)
            .map(Optional::get)
            .distinct()
            .toList();
    boolean hasMnistNames = names(folder).stream().anyMatch(MNIST.asMatchPredicate());
    if (hasMnistNames || prefixes.isEmpty()) {
      return Optional.empty();
    }
    if (prefixes.size() > 1) {
      throw new DataException(
          "%s holds several data sets (%s); put each into a folder of its own"
              .formatted(folder, String.join(", ", prefixes)));
    }
    return Optional.of(prefixes.get(0));
  }

  private static DataSplit readNamed(Path folder, String prefix) {
    return Mnist.pair(
        part(folder, prefix, "train"), part(folder, prefix, "test"), prefix + "-test-images");
  }

  private static LabeledImages part(Path folder, String prefix, String part) {
    return Mnist.read(
        file(folder, prefix + "-" + part + "-images", "3"),
        file(folder, prefix + "-" + part + "-labels", "1"));
  }

  private static Path file(Path folder, String start, String rank) {
    Pattern name = pattern(Pattern.quote(start) + "[-.]idx.*");
    return files(folder).stream()
        .filter(file -> name.matcher(file.getFileName().toString()).matches())
        .findFirst()
        .orElseThrow(
            () ->
                new DataException(
                    "%s lacks %s-idx%s-ubyte, with or without .gz; put it there"
                        .formatted(folder, start, rank)));
  }

  private static List<String> names(Path folder) {
    return files(folder).stream().map(file -> file.getFileName().toString()).toList();
  }

  /**
   * Returns the files of a folder, sorted, with those that some tools unpack into a folder of the
   * file's name: {@code train-images-idx3-ubyte/train-images-idx3-ubyte}.
   */
  static List<Path> files(Path folder) {
    try {
      List<Path> sorted = Listing.children(folder);
      Stream<Path> inFolders =
          sorted.stream()
              .filter(child -> EITHER.matcher(child.getFileName().toString()).matches())
              .map(child -> child.resolve(child.getFileName()));
      return Stream.concat(sorted.stream(), inFolders).filter(Files::isRegularFile).toList();
    } catch (IOException e) {
      throw new DataException(
          "%s can't be read (%s); give a folder that can".formatted(folder, AtomicFiles.reason(e)),
          e);
    }
  }
}
