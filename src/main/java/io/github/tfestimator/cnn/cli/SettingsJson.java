package io.github.tfestimator.cnn.cli;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.tfestimator.cnn.data.ClassNames;
import io.github.tfestimator.io.Excerpt;
import java.nio.file.Path;

/** The text of the file {@code cnn.json}. */
final class SettingsJson {
  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .setPrettyPrinting()
          .create();

  private SettingsJson() {}

  static String text(ModelSettings settings) {
    return GSON.toJson(settings) + "\n";
  }

  /** Reads a text of the file, also an older version's; an error names the file. */
  static ModelSettings parse(Path file, String json) {
    JsonElement tree;
    ModelSettings settings;
    try {
      tree = OldSettings.upgraded(JsonParser.parseString(json));
      // From a text: of a tree, Gson takes the lowest bits of a number that is too large.
      settings = GSON.fromJson(tree.toString(), ModelSettings.class);
    } catch (RuntimeException e) {
      // Gson wraps what the records throw. Of Gson's own messages the first line is for the user.
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String what = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      throw damaged(file, what, e);
    }
    if (settings == null
        || settings.source() == null
        || settings.scaler() == null
        || settings.scale() == null
        || settings.min() == null
        || settings.params() == null) {
      throw damaged(file, "something is missing in it", null);
    }
    try {
      JsonObject written = GSON.toJsonTree(settings.params()).getAsJsonObject();
      requireAll(tree.getAsJsonObject().getAsJsonObject("params"), written);
      requireSameSizes(settings);
      return settings;
    } catch (IllegalArgumentException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  /** Requires of each field that the text has it: Gson takes 0 for a number that is missing. */
  private static void requireAll(JsonObject read, JsonObject written) {
    written
        .entrySet()
        .forEach(
            field -> {
              if (!read.has(field.getKey())) {
                throw new IllegalArgumentException(field.getKey() + " is missing");
              }
              if (field.getValue() instanceof JsonObject fields) {
                requireAll(read.getAsJsonObject(field.getKey()), fields);
              }
            });
  }

  private static void requireSameSizes(ModelSettings settings) {
    int width = settings.fittedScaler().width();
    if (width != settings.params().image().pixels()) {
      throw new IllegalArgumentException("its scaler is for images of %d pixels".formatted(width));
    }
    ClassNames.check(settings.names());
    if (settings.names().size() != settings.params().classes()) {
      throw new IllegalArgumentException("it names %d classes".formatted(settings.names().size()));
    }
  }

  private static CommandException damaged(Path file, String what, Throwable cause) {
    return new CommandException(
        "%s is damaged: %s. Restore it, or train anew in another --model-dir."
            .formatted(file, Excerpt.of(what)),
        cause);
  }
}
