package io.github.tfestimator.cnn.data;

import io.github.tfestimator.io.Excerpt;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/** The names of classes: the class of label i has the name at place i. */
public final class ClassNames {
  /** As many classes as labels of two bytes tell apart. */
  public static final int MAX_CLASSES = 65_536;

  private ClassNames() {}

  /**
   * Returns the names of classes that have none: their numbers.
   *
   * @param count the number of classes
   * @return "0", "1" and so on
   */
  public static List<String> numbered(int count) {
    return IntStream.range(0, count).mapToObj(Integer::toString).toList();
  }

  /**
   * Extends names by the numbers of further classes.
   *
   * @param names the names of the first classes
   * @param count the number of all classes, no less than there are names
   * @return the names, followed by numbers
   */
  public static List<String> extended(List<String> names, int count) {
    Set<String> taken = new HashSet<>(names);
    return IntStream.range(0, count)
        .mapToObj(i -> i < names.size() ? names.get(i) : unused(taken, i))
        .toList();
  }

  private static String unused(Set<String> names, int number) {
    String name = Integer.toString(number);
    return names.contains(name) ? "class " + name : name;
  }

  /**
   * Checks names.
   *
   * @param names the names
   * @throws IllegalArgumentException if there are too many, or one is empty, of several lines or
   *     there twice
   */
  public static void check(List<String> names) {
    if (names.size() > MAX_CLASSES) {
      throw new IllegalArgumentException(
          "classes (%d) must be %d or fewer".formatted(names.size(), MAX_CLASSES));
    }
    Set<String> seen = new HashSet<>();
    for (String name : names) {
      if (name == null || name.isBlank() || name.indexOf('\n') >= 0 || name.indexOf('\r') >= 0) {
        throw new IllegalArgumentException(
            "class name (\"%s\") must be text of one line"
                .formatted(Excerpt.of(String.valueOf(name))));
      }
      if (!seen.add(name)) {
        throw new IllegalArgumentException(
            "class name (\"%s\") must name one class, but names two".formatted(Excerpt.of(name)));
      }
    }
  }
}
