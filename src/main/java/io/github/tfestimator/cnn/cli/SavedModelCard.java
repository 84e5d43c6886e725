package io.github.tfestimator.cnn.cli;

import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.github.tfestimator.export.ModelCard;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The card in a SavedModel, which those of other programs don't have. */
record SavedModelCard(Path savedModel) {

  /** For readers. */
  Optional<String> markdown() {
    return read(ModelCard.MARKDOWN);
  }

  /** For programs. */
  Optional<JsonElement> json() {
    return read(ModelCard.JSON)
        .map(
            text -> {
              try {
                return JsonParser.parseString(text);
              } catch (JsonParseException e) {
                throw damaged(ModelCard.JSON, "it is no JSON", e);
              }
            });
  }

  private Optional<String> read(String name) {
    Path file = savedModel.resolve(name);
    try {
      return Files.exists(file) ? Optional.of(Files.readString(file)) : Optional.empty();
    } catch (IOException e) {
      throw damaged(name, AtomicFiles.reason(e), e);
    }
  }

  private CommandException damaged(String name, String reason, Exception cause) {
    return new CommandException(
        "Can't read the card %s: %s. Export the model anew."
            .formatted(savedModel.resolve(name), reason),
        cause);
  }
}
