package io.github.tfestimator.cnn.data;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.input.DataException;
import java.nio.file.Path;
import java.util.HashSet;

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
            });
  }
}
