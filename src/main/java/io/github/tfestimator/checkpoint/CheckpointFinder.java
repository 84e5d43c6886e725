package io.github.tfestimator.checkpoint;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.ForeignFile;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Opens the variables of a model, in whatever form it is kept. */
public final class CheckpointFinder {
  private static final Pattern PART = Pattern.compile("(.+)(\\.index|\\.data-\\d+-of-\\d+)");

  private CheckpointFinder() {}

  /**
   * Opens and checks a model's variables.
   *
   * @param path a model directory, whose newest intact checkpoint counts; the prefix of a
   *     checkpoint, such as {@code train/mnist/model.ckpt-16000}; a SavedModel; or a folder of
   *     SavedModels named by integers, of which the highest counts
   * @return the variables
   * @throws CheckpointException if it is none of these, or damaged
   */
  public static CheckpointReader open(Path path) {
    if (Files.exists(CheckpointFiles.withSuffix(path, ".index"))) {
      return CheckpointReader.open(path);
    }
    requireNoPart(path);
    return inFolder(path)
        .orElseThrow(
            () ->
                new CheckpointException(
                    "There is no model at %s: neither a model directory with a file checkpoint,"
                            .formatted(path)
                        + " nor the prefix of a checkpoint, such as DIR/model.ckpt-16000, nor a"
                        + " SavedModel with %s, nor a folder of SavedModels named by integers.%s"
                            .formatted(SavedModelVersions.MODEL, ForeignFile.hint(path))));
  }

  /**
   * Refuses one of a checkpoint's files in place of the prefix.
   *
   * @param path what was named as a model
   * @throws CheckpointException if there is such a file, such as {@code model.ckpt-16000.index};
   *     the message says what to leave out
   */
  public static void requireNoPart(Path path) {
    Matcher part = PART.matcher(path.toString());
    if (part.matches() && Files.isRegularFile(path)) {
      throw new CheckpointException(
          "%s is one file of a checkpoint. Leave out \"%s\": name %s."
              .formatted(path, part.group(2), part.group(1)));
    }
  }

  private static Optional<CheckpointReader> inFolder(Path path) {
    if (!Files.isDirectory(path)) {
      return Optional.empty();
    }
    if (SavedModelVersions.isSavedModel(path)) {
      return Optional.of(openSavedModel(path));
    }
    return CheckpointReader.newestIn(path)
        .or(() -> highestVersion(path).map(CheckpointFinder::openSavedModel));
  }

  private static CheckpointReader openSavedModel(Path folder) {
    return CheckpointReader.open(folder.resolve("variables").resolve("variables"));
  }

  private static Optional<Path> highestVersion(Path base) {
    try {
      return SavedModelVersions.highest(base);
    } catch (IOException e) {
      throw new CheckpointException(
          "Can't list %s: %s. Name another folder, or change its permissions."
              .formatted(base, AtomicFiles.reason(e)),
          e);
    }
  }
}
