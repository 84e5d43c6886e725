package io.github.tfestimator.interleaving;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.tensorflow.proto.SavedModel;

/**
 * The folders of versions in a schedule: {@code SavedModelVersions} and {@code SavedModelFolder}.
 */
public final class Versions {
  private static List<Path> newestFirst = List.of();

  private Versions() {}

  /** Replaces the versions, the highest first. */
  public static void publish(int... numbers) {
    Steps.step();
    newestFirst = Arrays.stream(numbers).mapToObj(n -> Path.of("target/" + n)).toList();
  }

  /** Finds the highest version. */
  public static Optional<Path> highest(Path base) {
    Steps.step();
    return newestFirst.stream().findFirst();
  }

  /** Lists the versions. */
  public static List<Path> newestFirst(Path base) {
    Steps.step();
    return newestFirst;
  }

  /** Lists the versions. */
  public static List<Path> versions(Path base) {
    return newestFirst;
  }

  /** Reads a model, of which nothing is to be known. */
  public static SavedModel read(Path folder) {
    return SavedModel.getDefaultInstance();
  }

  /** Describes the files of a version. */
  public static List<String> files(Path version) {
    return List.of(version.toString());
  }

  /** Returns the number of a version. */
  public static long number(Path version) {
    return Long.parseLong(version.getFileName().toString());
  }

  /** Tells that a folder of versions is no model. */
  public static boolean isSavedModel(Path folder) {
    return false;
  }
}
