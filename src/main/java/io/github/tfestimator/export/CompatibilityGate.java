package io.github.tfestimator.export;

import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.savedmodel.SavedModelFolder;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.proto.SignatureDef;

/** Refuses a version that would break the clients of the one before. */
final class CompatibilityGate {
  private static final String WAY_OUT =
      "Export into another directory, or allow it: SavedModelExporter.allowingIncompatible(), or the"
          + " option --allow-incompatible.";

  private CompatibilityGate() {}

  /**
   * Checks that clients of the highest version can use the new one.
   *
   * @param signatures the new version's signatures, by key
   * @param exportDir the folder of all versions
   * @throws IOException if the folder can't be listed
   * @throws ExportException if the new version is incompatible, or the highest version can't be
   *     read
   */
  static void check(Map<String, SignatureDef> signatures, Path exportDir) throws IOException {
    if (!Files.exists(exportDir)) {
      return;
    }
    Optional<Path> highest = SavedModelVersions.highest(exportDir);
    if (highest.isPresent()) {
      check(signatures, highest.get(), read(highest.get()));
    }
  }

  private static void check(
      Map<String, SignatureDef> signatures, Path version, Map<String, SignatureDef> before) {
    List<String> changes = SignatureChanges.between(before, signatures);
    if (!changes.isEmpty()) {
      throw new ExportException(
          "Clients of the version %s couldn't use the new one: %s. %s"
              .formatted(version, String.join("; ", changes), WAY_OUT),
          null);
    }
  }

  private static Map<String, SignatureDef> read(Path version) {
    try {
      return SavedModelFolder.read(version).getMetaGraphsList().stream()
          .filter(
              graph ->
                  graph
                      .getMetaInfoDef()
                      .getTagsList()
                      .equals(List.of(SavedModelBundle.DEFAULT_TAG)))
          .findFirst()
          .orElseThrow(() -> new IOException("it has no graph with the one tag serve"))
          .getSignatureDefMap();
    } catch (IOException e) {
      throw new ExportException(
          "The signatures of the version %s, which the new one must fit, can't be read: %s. Delete it. %s"
              .formatted(version, AtomicFiles.reason(e), WAY_OUT),
          e);
    }
  }
}
