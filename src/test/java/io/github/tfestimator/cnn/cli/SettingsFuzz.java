package io.github.tfestimator.cnn.cli;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The file {@code cnn.json} of a model directory. */
public final class SettingsFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();
  private static final Path AGAIN = FOLDER.path().resolve("again");

  /** Kinds, which are sorted, and counts, of which 0 means 1. */
  private static final Set<String> CHANGED = Set.of("augmentation", "workers", "devices");

  /** Older settings lack them, and null stands for them where they say nothing. */
  private static final List<String> OPTIONAL =
      List.of("class_names", "trained_on", "recipe", "temperature");

  private SettingsFuzz() {}

  /** Reads an input as the file, uses the settings, writes them and reads them again. */
  public static void fuzzerTestOneInput(byte[] input) {
    FOLDER.write("cnn.json", input);
    Bounded.read(input, CommandException.class, () -> ModelSettings.read(FOLDER.path()))
        .ifPresent(
            settings -> {
              settings.modelFn();
              settings.exporter();
              settings.fingerprint().ifPresent(settings::differencesOf);
              settings.write(AGAIN);
              ModelSettings again = ModelSettings.read(AGAIN);
              Bounded.require(
                  again.params().equals(settings.params())
                      && again.source().equals(settings.source())
                      && again.names().equals(settings.names())
                      && again.fittedScaler().width() == settings.fittedScaler().width(),
                  "It is written otherwise");
              requireSame(input);
            });
  }

  /** Requires of each value of the file that the settings have it, by its name in the JSON tree. */
  private static void requireSame(byte[] input) {
    JsonObject read = tree(new String(input, StandardCharsets.UTF_8));
    JsonObject written = tree(text(AGAIN.resolve("cnn.json")));
    OPTIONAL.stream()
        .filter(name -> has(read, name))
        .forEach(name -> Bounded.require(written.has(name), name + " is lost"));
    JsonObject params = read.getAsJsonObject("params");
    JsonObject newParams = written.getAsJsonObject("params");
    if (params.has("conv1_filters")) {
      JsonArray filters = newParams.getAsJsonArray("conv_filters");
      requireSame("conv1_filters", params.get("conv1_filters"), filters.get(0));
      requireSame("conv2_filters", params.get("conv2_filters"), filters.get(1));
      JsonArray units = newParams.getAsJsonArray("dense_units");
      requireSame("dense_units", params.get("dense_units"), units.get(0));
    } else {
      requireSame("settings", read, written);
    }
    if (params.has("learning_rate") && params.has("optimizer")) {
      requireSame("optimization", params, newParams.getAsJsonObject("optimization"));
    }
  }

  private static void requireSame(String name, JsonElement read, JsonElement written) {
    if (written instanceof JsonObject fields) {
      fields.entrySet().stream()
          .filter(field -> has(read.getAsJsonObject(), field.getKey()))
          .filter(field -> !CHANGED.contains(field.getKey()))
          .forEach(
              field ->
                  requireSame(
                      field.getKey(),
                      read.getAsJsonObject().get(field.getKey()),
                      field.getValue()));
    } else if (written instanceof JsonArray values) {
      Bounded.require(read.getAsJsonArray().size() == values.size(), "Other numbers of " + name);
      for (int i = 0; i < values.size(); i++) {
        requireSame(name, read.getAsJsonArray().get(i), values.get(i));
      }
    } else {
      Bounded.require(
          isSame(read.getAsString(), written.getAsJsonPrimitive()),
          "%s is %s, not %s".formatted(name, written, read));
    }
  }

  private static boolean isSame(String read, JsonPrimitive written) {
    String text = written.getAsString();
    if (written.isBoolean()) {
      return Boolean.parseBoolean(read) == written.getAsBoolean();
    }
    if (!written.isNumber()) {
      // Paths are made absolute.
      return read.equals(text)
          || Path.of(read).toAbsolutePath().normalize().toString().equals(text);
    }
    boolean isWhole = text.matches("-?\\d+") && read.matches("-?\\d+");
    return isWhole
        ? new BigInteger(read).equals(new BigInteger(text))
        : Double.parseDouble(read) == Double.parseDouble(text)
            || text.equals(Float.toString(Float.parseFloat(read)));
  }

  private static boolean has(JsonObject object, String name) {
    return object.has(name) && !object.get(name).isJsonNull();
  }

  private static JsonObject tree(String text) {
    return JsonParser.parseString(text).getAsJsonObject();
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
