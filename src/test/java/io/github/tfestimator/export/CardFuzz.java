package io.github.tfestimator.export;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonParseException;
import com.google.gson.Strictness;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** The cards of a SavedModel, whose JSON the server passes on. */
public final class CardFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private static final Gson STRICT =
      new GsonBuilder().setStrictness(Strictness.STRICT).serializeNulls().create();

  private CardFuzz() {}

  /** Reads an input as both cards. */
  public static void fuzzerTestOneInput(byte[] input) {
    FOLDER.write(ModelCard.JSON, input);
    FOLDER.write(ModelCard.MARKDOWN, input);
    Bounded.read(input, SavedModelException.class, () -> CardFiles.json(FOLDER.path()).get())
        .ifPresent(
            json -> {
              Bounded.require(
                  STRICT.fromJson(STRICT.toJson(json), JsonElement.class).equals(json),
                  "It is written otherwise");
              strict(input)
                  .ifPresent(same -> Bounded.require(same.equals(json), "It is read otherwise"));
            });
    Bounded.read(input, SavedModelException.class, () -> CardFiles.markdown(FOLDER.path()).get())
        .ifPresent(
            text ->
                Bounded.require(
                    text.equals(new String(input, StandardCharsets.UTF_8)), "Another text"));
  }

  /** Returns what strict reading gives; nothing if it refuses, as it does NaN and comments. */
  private static Optional<JsonElement> strict(byte[] input) {
    try {
      String text = new String(input, StandardCharsets.UTF_8);
      return Optional.ofNullable(STRICT.fromJson(text, JsonElement.class));
    } catch (JsonParseException e) {
      return Optional.empty();
    }
  }
}
