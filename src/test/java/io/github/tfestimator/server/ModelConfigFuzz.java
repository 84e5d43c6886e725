package io.github.tfestimator.server;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import com.google.protobuf.TextFormat;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.nio.file.Path;
import java.util.List;

/** The server's file of models. */
public final class ModelConfigFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private ModelConfigFuzz() {}

  /** Reads an input as the file. */
  public static void fuzzerTestOneInput(byte[] input) {
    Path file = FOLDER.write("models.config", input);
    Bounded.read(input, ServerException.class, () -> ModelConfigFile.read(file))
        .ifPresent(
            models -> {
              Bounded.require(!models.isEmpty(), "No models");
              Path again = FOLDER.write("again.config", text(models).getBytes(UTF_8));
              Bounded.require(
                  ModelConfigFile.read(again).equals(models), "It is written otherwise");
            });
  }

  private static String text(List<ModelConfig> models) {
    var text = new StringBuilder("model_config_list {");
    for (ModelConfig model : models) {
      text.append("config { name: ").append(quoted(model.name()));
      text.append(" base_path: ").append(quoted(model.basePath().toString()));
      text.append(" model_version_policy { ").append(policy(model.policy())).append(" }");
      model
          .labels()
          .forEach(
              (label, version) ->
                  text.append(" version_labels { key: ")
                      .append(quoted(label))
                      .append(" value: " + version + " }"));
      text.append(" }");
    }
    return text.append("}").toString();
  }

  private static String policy(VersionPolicy policy) {
    if (policy instanceof VersionPolicy.Latest latest) {
      return "latest { num_versions: " + latest.count() + " }";
    }
    return policy instanceof VersionPolicy.Specific specific
        ? "specific { versions: " + List.copyOf(specific.versions()) + " }"
        : "all {}";
  }

  private static String quoted(String text) {
    return '"' + TextFormat.escapeBytes(ByteString.copyFromUtf8(text)) + '"';
  }
}
