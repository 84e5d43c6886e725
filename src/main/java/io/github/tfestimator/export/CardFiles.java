package io.github.tfestimator.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Puts a card into a SavedModel, as JSON and as Markdown. */
final class CardFiles {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().serializeNulls().create();

  private CardFiles() {}

  static void write(ModelCard card, Path savedModel) throws IOException {
    Path json = savedModel.resolve(ModelCard.JSON);
    Files.createDirectories(json.getParent());
    Files.writeString(json, json(card));
    Files.writeString(savedModel.resolve(ModelCard.MARKDOWN), CardMarkdown.of(card));
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

  /** Null for what is undefined: JSON has no NaN. */
  private static Object finite(Object fact) {
    if (fact instanceof List<?> list) {
      return list.stream().map(CardFiles::finite).toList();
    }
    return fact instanceof Number number && !Double.isFinite(number.doubleValue()) ? null : fact;
  }
}
