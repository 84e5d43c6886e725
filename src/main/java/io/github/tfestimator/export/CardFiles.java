package io.github.tfestimator.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The files of the card in a SavedModel: JSON for programs, Markdown for readers. */
public final class CardFiles {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private CardFiles() {}

  static void write(ModelCard card, Path savedModel) throws IOException {
    Path json = savedModel.resolve(ModelCard.JSON);
    Files.createDirectories(json.getParent());
    Files.writeString(json, json(card));
    Files.writeString(savedModel.resolve(ModelCard.MARKDOWN), CardMarkdown.of(card));
  }

  /**
   * Reads the card for readers.
   *
   * @param savedModel a SavedModel's folder
   * @return the Markdown; none if the SavedModel has no card, as those of other programs
   * @throws SavedModelException if the file can't be read
   */
  public static Optional<String> markdown(Path savedModel) {
    return read(savedModel.resolve(ModelCard.MARKDOWN));
  }

  /**
   * Reads the card for programs.
   *
   * @param savedModel a SavedModel's folder
   * @return the JSON; none if the SavedModel has no card, as those of other programs
   * @throws SavedModelException if the file can't be read or is no JSON
   */
  public static Optional<JsonElement> json(Path savedModel) {
    Path file = savedModel.resolve(ModelCard.JSON);
    return read(file)
        .map(
            text -> {
              try {
                return JsonParser.parseString(text);
              } catch (JsonParseException e) {
                throw unreadable(file, "it is no JSON", e);
              }
            });
  }

  private static Optional<String> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(BoundedFiles.readRegularText(file))
          : Optional.empty();
    } catch (IOException e) {
      throw unreadable(file, AtomicFiles.reason(e), e);
    }
  }

  private static SavedModelException unreadable(Path file, String reason, Exception cause) {
    return new SavedModelException(
        "Can't read the card %s: %s. Copy or export the model anew.".formatted(file, reason),
        cause);
  }

  static String json(ModelCard card) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("title", card.title());
    card.sections()
        .forEach(
            (name, facts) -> {
              Map<String, Object> section = new LinkedHashMap<>();
              facts.forEach((fact, value) -> section.put(fact, finite(value)));
              object.put(name, section);
            });
    return GSON.toJson(object) + "\n";
  }

  /** Returns null for NaN and infinities, which JSON doesn't have. */
  private static Object finite(Object fact) {
    if (fact instanceof List<?> list) {
      return list.stream().map(CardFiles::finite).toList();
    }
    return fact instanceof Number number && !Double.isFinite(number.doubleValue()) ? null : fact;
  }
}
