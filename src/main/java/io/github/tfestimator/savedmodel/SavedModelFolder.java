package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.proto.SavedModel;

/** The folder of a SavedModel, found as TensorFlow Serving finds it. */
public final class SavedModelFolder {
  private static final int MAX_SIZE = Integer.MAX_VALUE - 8;

  private SavedModelFolder() {}

  /**
   * Reads the model of a folder, without its variables and assets.
   *
   * @param folder a SavedModel's folder
   * @return the content of its {@code saved_model.pb}
   * @throws IOException if the file can't be read or is damaged
   */
  public static SavedModel read(Path folder) throws IOException {
    Path file = folder.resolve(SavedModelVersions.MODEL);
    if (Files.size(file) > MAX_SIZE) {
      throw new IOException(
          "it has %d bytes, but no message is so long".formatted(Files.size(file)));
    }
    // Of a stream, protobuf 3.21 throws other exceptions for strings of negative length.
    return SavedModel.parseFrom(Files.readAllBytes(file));
  }

  /**
   * Finds a SavedModel.
   *
   * @param path a SavedModel, or a folder of versions named by integers, of which the highest
   *     counts
   * @return the SavedModel's folder, which holds {@code saved_model.pb}
   * @throws SavedModelException if there is none; the message names the files that were expected
   */
  public static Path find(Path path) {
    return SavedModelVersions.isSavedModel(path) ? path : versions(path).get(0);
  }

  /**
   * Lists the versions of a model.
   *
   * @param base a folder of versions named by integers
   * @return the versions, at least one, the highest number first
   * @throws SavedModelException if there is none; the message names the files that were expected
   */
  public static List<Path> versions(Path base) {
    if (!Files.isDirectory(base)) {
      String hint = ForeignFile.hint(base);
      throw new SavedModelException(
          "There is no SavedModel at %s: no such folder.%s"
              .formatted(base, hint.isEmpty() ? " Export one, or name another." : hint));
    }
    List<Path> versions;
    try {
      versions = SavedModelVersions.newestFirst(base);
    } catch (IOException e) {
      throw new SavedModelException(
          "Can't list %s: %s. Name another SavedModel.".formatted(base, AtomicFiles.reason(e)), e);
    }
    if (versions.isEmpty()) {
      throw new SavedModelException(
          "There is no SavedModel in %s: neither %s nor a version, a folder named by an integer that holds one."
              .formatted(base, SavedModelVersions.MODEL));
    }
    return versions;
  }
}
