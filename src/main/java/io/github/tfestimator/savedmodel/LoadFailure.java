package io.github.tfestimator.savedmodel;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.tensorflow.TensorFlow;

/** The explanations of what TensorFlow says when it can't load a SavedModel. */
final class LoadFailure {
  private static final Pattern MISSING_OP = Pattern.compile("Op type not registered '([^']+)'");
  private static final Pattern NEWER =
      Pattern.compile("min consumer version \\d+ above current version \\d+");

  /** TensorFlow Java wants each input and output to be one tensor, with a name. */
  private static final Pattern COMPOSITE =
      Pattern.compile("(?:Input|Output) \"([^\"]+)\"'s operand \"\" does not exist");

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
    return new SavedModelException(
        "The SavedModel %s can't be loaded: %s. Export it anew.".formatted(folder, reason), cause);
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
