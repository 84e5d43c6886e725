package io.github.tfestimator.cnn.data;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.input.DataException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.StringJoiner;
import java.util.StringTokenizer;

/** Files that name classes, by lines or as EMNIST's do, by code points. */
public final class ClassMappingFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private ClassMappingFuzz() {}

  /** Reads an input as a file for ten classes. */
  public static void fuzzerTestOneInput(byte[] input) {
    Path file = FOLDER.write("names.txt", input);
    Bounded.read(input, DataException.class, () -> ClassMapping.read(file, 10))
        .ifPresent(
            names -> {
              Bounded.require(names.size() >= 10, "Too few names");
              Bounded.require(new HashSet<>(names).size() == names.size(), "A name twice");
              Bounded.require(names.stream().noneMatch(String::isBlank), "A name of nothing");
              requireSame(names, new String(input, StandardCharsets.UTF_8));
            });
  }

  /** Holds the names against the text's lines, each of which is a name, or a label and letters. */
  private static void requireSame(List<String> names, String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).toList();
    boolean areNames = lines.stream().map(String::strip).toList().equals(names);
    if (areNames) {
      return;
    }
    for (String line : lines) {
      var numbers = new StringTokenizer(line, " \t\f\u000b");
      int label = Integer.parseInt(numbers.nextToken());
      var name = new StringJoiner("/");
      while (numbers.hasMoreTokens()) {
        name.add(new String(Character.toChars(Integer.parseInt(numbers.nextToken()))));
      }
      Bounded.require(names.get(label).equals(name.toString()), "Another name of " + label);
    }
  }
}
