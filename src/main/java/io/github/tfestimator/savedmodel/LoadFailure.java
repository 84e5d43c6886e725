package io.github.tfestimator.savedmodel;

import io.github.tfestimator.io.FileKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.TensorFlow;

/** The explanations of what TensorFlow says when it can't load a SavedModel. */
final class LoadFailure {
  private static final Pattern MISSING_OP = Pattern.compile("Op type not registered '([^']+)'");
  private static final Pattern NEWER =
      Pattern.compile("min consumer version \\d+ above current version \\d+");

  /** TensorFlow Java wants each input and output to be one tensor, with a name. */
  private static final Pattern COMPOSITE =
      Pattern.compile("(?:Input|Output) \"([^\"]+)\"'s operand \"\" does not exist");

  /** The folder may be a copy without tables, which isn't the user's. */
  private static final Pattern MISSING_FILE =
      Pattern.compile(".*/((?:variables|assets)/[^;]+); No such file or directory.*");

  private static final Pattern DAMAGED =
      Pattern.compile(
          "Read less bytes|[Cc]hecksum|an sstable|Can't parse|Unable to read|[Pp]rotocol message");

  private static final String NO_SUCH_TAGS = "Could not find meta graph def matching supplied tags";

  private static final Pattern FILES = Pattern.compile("saved_model\\.pb|variables\\..*");

  private LoadFailure() {}

  static SavedModelException of(Path folder, String reason, Exception cause) {
    Optional<String> device = DeviceFailure.explain(reason);
    if (device.isPresent()) {
      return new SavedModelException(
          "The SavedModel %s can't be loaded. %s".formatted(folder, device.get()), cause);
    }
    Matcher op = MISSING_OP.matcher(reason);
    if (op.find()) {
      return new SavedModelException(
          "The SavedModel %s%s has the op %s, which TensorFlow %s lacks: export it with a TensorFlow that isn't newer, or without that op."
              .formatted(folder, writer(folder), op.group(1), TensorFlow.version()),
          cause);
    }
    if (NEWER.matcher(reason).find()) {
      return new SavedModelException(
          "The SavedModel %s%s is too new for TensorFlow %s: export it with a TensorFlow that isn't newer."
              .formatted(folder, writer(folder), TensorFlow.version()),
          cause);
    }
    Matcher composite = COMPOSITE.matcher(reason);
    if (composite.find()) {
      return new SavedModelException(
          "The SavedModel %s%s has a signature whose %s isn't one tensor, but ragged, sparse or another composite: export it with dense ones."
              .formatted(folder, writer(folder), composite.group(1)),
          cause);
    }
    requireNoForeignFile(folder, cause);
    if (reason.startsWith(NO_SUCH_TAGS)) {
      return wrongTags(folder, cause);
    }
    String plain = MISSING_FILE.matcher(reason).replaceFirst("it has no $1");
    return new SavedModelException(
        "The SavedModel %s can't be loaded: %s. %s".formatted(folder, plain, advice(plain)), cause);
  }

  private static SavedModelException wrongTags(Path folder, Exception cause) {
    List<String> sets = tagSets(folder);
    if (sets.isEmpty()) {
      return new SavedModelException(
          "The SavedModel %s holds no graph: its saved_model.pb is cut off. Copy the folder anew, or export the model anew."
              .formatted(folder),
          cause);
    }
    return new SavedModelException(
        "The SavedModel %s has no graph of the tag %s alone, only of %s. Save it with that tag, as tf.saved_model.save, Keras' model.export and builder.add_meta_graph_and_variables(session, [\"serve\"]) do."
            .formatted(folder, SavedModelBundle.DEFAULT_TAG, String.join(" and ", sets)),
        cause);
  }

  /** Returns the tags of each graph, as TensorFlow writes sets of them. */
  private static List<String> tagSets(Path folder) {
    try {
      return SavedModelFolder.read(folder).getMetaGraphsList().stream()
          .map(graph -> String.join(", ", graph.getMetaInfoDef().getTagsList()))
          .map(tags -> tags.isEmpty() ? "no tag" : "{" + tags + "}")
          .toList();
    } catch (IOException e) {
      return List.of();
    }
  }

  private static String advice(String reason) {
    if (reason.startsWith("it has no ")) {
      return "Restore the file, or copy the folder whole.";
    }
    if (reason.contains(FileChecksums.LIST)) {
      return "Copy the folder anew; if the change was meant, delete " + FileChecksums.LIST + ".";
    }
    return DAMAGED.matcher(reason).find()
        ? "A file is cut off or damaged: copy the folder anew."
        : "Copy the folder anew, or export the model anew.";
  }

  /** Refuses a model of which a file is something else, such as Git LFS's pointer to it. */
  static void requireNoForeignFile(Path folder, Exception cause) {
    try (Stream<Path> files = Files.walk(folder, 2)) {
      files
          .filter(file -> FILES.matcher(file.getFileName().toString()).matches())
          .sorted()
          .forEach(
              file ->
                  FileKind.of(file)
                      .ifPresent(
                          kind -> {
                            String message = kind.error(file.toString(), "a file of a SavedModel");
                            throw new SavedModelException(message, cause);
                          }));
    } catch (IOException | UncheckedIOException e) {
      // The failure itself says enough.
      cause.addSuppressed(e);
    }
  }

  /** Returns the version that exported the model, as far as it says so. */
  private static String writer(Path folder) {
    try {
      String version =
          SavedModelFolder.read(folder).getMetaGraphs(0).getMetaInfoDef().getTensorflowVersion();
      return version.isEmpty() ? "" : " of TensorFlow " + version;
    } catch (IOException | IndexOutOfBoundsException e) {
      return "";
    }
  }
}
