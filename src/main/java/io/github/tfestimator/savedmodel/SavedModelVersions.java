package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** The versions of a model in a folder, as TensorFlow Serving finds them. */
public final class SavedModelVersions {
  /** The file that makes a folder a SavedModel. */
  public static final String MODEL = "saved_model.pb";

  /** The regular expression of the name of a version's folder. */
  public static final String NUMBER = "\\d{1,18}";

  private SavedModelVersions() {}

  /**
   * Tells whether a folder is a SavedModel.
   *
   * @param folder a path
   * @return whether it holds {@code saved_model.pb}
   */
  public static boolean isSavedModel(Path folder) {
    return Files.isRegularFile(folder.resolve(MODEL));
  }

  /**
   * Finds the newest version of a model.
   *
   * @param base a folder of versions, which are SavedModels named by integers
   * @return the version with the highest number; none if there is no version
   * @throws IOException if the folder can't be listed
   */
  public static Optional<Path> highest(Path base) throws IOException {
    return newestFirst(base).stream().findFirst();
  }

  /**
   * Lists the versions of a model.
   *
   * @param base a folder of versions, which are SavedModels named by integers
   * @return the versions, the highest number first
   * @throws IOException if the folder can't be listed
   */
  public static List<Path> newestFirst(Path base) throws IOException {
    return Listing.children(base).stream()
        .filter(child -> child.getFileName().toString().matches(NUMBER))
        .filter(SavedModelVersions::isSavedModel)
        .sorted(Comparator.comparingLong(SavedModelVersions::number).reversed())
        .toList();
  }

  /**
   * Describes the files of a version, to see whether it has changed: one that is still being copied
   * has changing times and sizes.
   *
   * @param version its folder
   * @return the path, time and size of each file; the reason alone if they can't be read, or one
   *     vanishes
   */
  public static List<String> files(Path version) {
    List<String> files = new ArrayList<>();
    try {
      for (Path file : Listing.tree(version)) {
        // A link may lead nowhere.
        files.add(
            Files.exists(file)
                ? "%s %s %d".formatted(file, Files.getLastModifiedTime(file), Files.size(file))
                : file.toString());
      }
      return files;
    } catch (IOException e) {
      return List.of(AtomicFiles.reason(e)); // Who loads it is told more.
    }
  }

  /**
   * Returns the number of a version.
   *
   * @param version a folder that one of the methods above returned
   * @return the number that is its name
   */
  public static long number(Path version) {
    return Long.parseLong(version.getFileName().toString());
  }
}
