package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * The list of the image files in a folder with a subfolder for each class, or with the subfolders
 * {@code train} and {@code test} that have one each. Classes and files are sorted by the code
 * points of their names, so that the list is the same on every machine. Files are images by their
 * extension; hidden ones are skipped.
 *
 * @param folder the folder
 * @param classNames the names of the subfolders, sorted
 * @param train the files to train with; all of them if there is no test set
 * @param test the files of {@code test}, if there is such a subfolder
 */
public record ImageFolder(
    Path folder,
    List<String> classNames,
    List<LabeledFile> train,
    Optional<List<LabeledFile>> test) {
  private static final List<String> SPLIT = List.of("test", "train");
  private static final Pattern IMAGE =
      Pattern.compile(
          ".*\\.(png|jpe?g|jpe|jfif|gif|bmp)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private static final Comparator<String> BY_CODE_POINT =
      (a, b) -> compare(a.codePoints().toArray(), b.codePoints().toArray());

  /**
   * A file with its class.
   *
   * @param path the file
   * @param label the place of its class among the names
   */
  public record LabeledFile(Path path, int label) {}

  /** Tells whether a folder has the subfolders {@code train} and {@code test}. */
  static boolean isSplit(Path folder) {
    return Files.isDirectory(folder.resolve("train")) && Files.isDirectory(folder.resolve("test"));
  }

  /**
   * Lists a folder.
   *
   * @param folder the folder
   * @return its files
   * @throws DataException if there are fewer than two classes, one is empty, two names differ only
   *     in case, a class's name is blank or of several lines, or something can't be read
   */
  public static ImageFolder list(Path folder) {
    if (!isSplit(folder)) {
      List<String> names = classNames(folder);
      if (names.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList().equals(SPLIT)) {
        throw new DataException(
            "%s has the subfolders %s; name them train and test if they aren't classes"
                .formatted(folder, names));
      }
      return new ImageFolder(folder, names, files(folder, names), Optional.empty());
    }
    Path train = folder.resolve("train");
    Path test = folder.resolve("test");
    List<String> names = classNames(train);
    for (String name : names(test, Files::isDirectory)) {
      if (!names.contains(name)) {
        throw new DataException(
            "%s: the class \"%s\" isn't in %s; put images of it there, or delete it"
                .formatted(test, name, train));
      }
    }
    return new ImageFolder(folder, names, files(train, names), Optional.of(testFiles(test, names)));
  }

  private static List<String> classNames(Path folder) {
    List<String> names = names(folder, Files::isDirectory);
    String needed = "put the images into a subfolder for each class, two or more";
    if (names.isEmpty()) {
      throw new DataException("%s has no subfolders; %s".formatted(folder, needed));
    }
    if (names.size() == 1) {
      throw new DataException(
          "%s has one class, \"%s\"; %s".formatted(folder, names.get(0), needed));
    }
    for (String name : names) {
      if (name.isBlank() || name.lines().count() > 1) {
        throw new DataException(
            "%s: the subfolder \"%s\" must be text of one line to name a class; rename it"
                .formatted(folder, name));
      }
    }
    if (names.size() > ClassNames.MAX_CLASSES) {
      throw new DataException(
          "%s has %d subfolders; %d classes can be told apart"
              .formatted(folder, names.size(), ClassNames.MAX_CLASSES));
    }
    return names;
  }

  private static List<LabeledFile> files(Path folder, List<String> names) {
    List<LabeledFile> files = new ArrayList<>();
    List<String> empty = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      List<LabeledFile> ofClass = files(folder.resolve(names.get(label)), label);
      files.addAll(ofClass);
      if (ofClass.isEmpty()) {
        empty.add(names.get(label));
      }
    }
    if (files.isEmpty()) {
      throw new DataException(
          "%s has no images; put PNG, JPEG, GIF or BMP files into its subfolders"
              .formatted(folder));
    }
    if (!empty.isEmpty()) {
      throw new DataException(
          "%s: the class \"%s\" has no images; put PNG, JPEG, GIF or BMP files there, or delete it"
              .formatted(folder, String.join("\", \"", empty)));
    }
    return files;
  }

  private static List<LabeledFile> testFiles(Path folder, List<String> names) {
    List<LabeledFile> files = new ArrayList<>();
    for (int label = 0; label < names.size(); label++) {
      Path ofClass = folder.resolve(names.get(label));
      if (Files.isDirectory(ofClass)) {
        files.addAll(files(ofClass, label));
      }
    }
    if (files.isEmpty()) {
      throw new DataException(
          "%s has no images; put PNG, JPEG, GIF or BMP files into its subfolders"
              .formatted(folder));
    }
    return files;
  }

  /** Lists the images of a class, in folders within it too. */
  private static List<LabeledFile> files(Path folder, int label) {
    try {
      List<String> names =
          Listing.tree(folder, FileVisitOption.FOLLOW_LINKS).stream()
              .filter(path -> isVisible(folder.relativize(path)))
              .filter(path -> IMAGE.matcher(path.getFileName().toString()).matches())
              .filter(Files::isRegularFile)
              .map(path -> folder.relativize(path).toString())
              .sorted(BY_CODE_POINT)
              .toList();
      requireDistinct(folder, names);
      return names.stream().map(name -> new LabeledFile(folder.resolve(name), label)).toList();
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  private static boolean isVisible(Path path) {
    for (Path name : path) {
      if (name.toString().startsWith(".")) {
        return false;
      }
    }
    return true;
  }

  private static List<String> names(Path folder, Predicate<Path> kind) {
    try {
      List<String> names =
          Listing.children(folder).stream()
              .filter(kind)
              .map(path -> path.getFileName().toString())
              .filter(name -> !name.startsWith(".") && !name.equals("__MACOSX"))
              .sorted(BY_CODE_POINT)
              .toList();
      requireDistinct(folder, names);
      return names;
    } catch (IOException e) {
      throw unreadable(folder, e);
    }
  }

  /** Refuses names that other file systems take for one, or that this locale can't tell apart. */
  private static void requireDistinct(Path folder, List<String> names) {
    Map<String, String> seen = new HashMap<>();
    for (String name : names) {
      if (name.indexOf('\ufffd') >= 0) {
        throw new DataException(
            "%s: the name \"%s\" can't be read in this locale; set LC_ALL=C.UTF-8"
                .formatted(folder, name));
      }
      String other = seen.put(name.toLowerCase(Locale.ROOT), name);
      if (other != null) {
        throw new DataException(
            "%s: \"%s\" and \"%s\" differ only in case, so that many systems keep but one of them; rename one"
                .formatted(folder, other, name));
      }
    }
  }

  private static DataException unreadable(Path folder, IOException e) {
    return new DataException(
        "%s can't be read (%s); give a folder that can".formatted(folder, AtomicFiles.reason(e)),
        e);
  }

  private static int compare(int[] a, int[] b) {
    return Arrays.compare(a, b);
  }
}
