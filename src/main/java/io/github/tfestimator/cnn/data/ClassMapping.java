package io.github.tfestimator.cnn.data;

import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.io.Excerpt;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Names of classes in a text file, a class a line, in one of two forms: EMNIST's, a label and the
 * code points that it stands for ({@code 10 65}; {@code 1 65 97} is named {@code A/a}), or names
 * alone, from label 0 on.
 */
final class ClassMapping {
  private static final String NUMBERS = "\\s*+\\d{1,7}(?:\\s++\\d{1,7})++\\s*+";

  private ClassMapping() {}

  /**
   * Reads the names.
   *
   * @param file the text, in UTF-8
   * @param classes how many classes the data has; those of EMNIST that have no line are named by
   *     their numbers
   * @return a name for each class
   * @throws DataException if the file can't be read, or doesn't name the classes
   */
  static List<String> read(Path file, int classes) {
    List<String> lines = lines(file);
    List<String> names =
        !lines.isEmpty() && lines.stream().allMatch(line -> line.matches(NUMBERS))
            ? ofCodePoints(file, lines, classes)
            : lines.stream().map(String::strip).toList();
    if (names.size() < classes) {
      throw new DataException(
          "%s names %d classes, but the data has labels up to %d; give a line for each class"
              .formatted(file, names.size(), classes - 1));
    }
    try {
      ClassNames.check(names);
    } catch (IllegalArgumentException e) {
      throw new DataException("%s: %s".formatted(file, e.getMessage()), e);
    }
    return names;
  }

  private static List<String> lines(Path file) {
    try {
      String text = BoundedFiles.readText(file);
      // Windows' editors begin a file in UTF-8 with a mark that would be part of the first name.
      return (text.startsWith("\ufeff") ? text.substring(1) : text)
          .lines()
          .filter(line -> !line.isBlank())
          .toList();
    } catch (IOException e) {
      throw new DataException(
          "%s can't be read (%s); give a text file in UTF-8 with a line for each class"
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  private static List<String> ofCodePoints(Path file, List<String> lines, int classes) {
    SortedMap<Integer, String> names = new TreeMap<>();
    for (String line : lines) {
      int[] numbers =
          Arrays.stream(line.strip().split("\\s+")).mapToInt(Integer::parseInt).toArray();
      int[] codePoints = Arrays.copyOfRange(numbers, 1, numbers.length);
      if (numbers[0] >= ClassNames.MAX_CLASSES
          || !Arrays.stream(codePoints).allMatch(Character::isValidCodePoint)
          || names.put(numbers[0], text(codePoints)) != null) {
        throw new DataException(
            "%s: the line \"%s\" must give a label of its own and code points"
                .formatted(file, Excerpt.of(line)));
      }
    }
    Set<String> taken = new HashSet<>(names.values());
    List<String> all = new ArrayList<>();
    for (int i = 0; i < Math.max(classes, names.lastKey() + 1); i++) {
      String number = taken.contains(Integer.toString(i)) ? "class " + i : "" + i;
      all.add(names.getOrDefault(i, number));
    }
    return all;
  }

  private static String text(int[] codePoints) {
    return Arrays.stream(codePoints).mapToObj(Character::toString).collect(Collectors.joining("/"));
  }
}
