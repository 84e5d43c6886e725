package io.github.tfestimator.export;

import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;
import io.github.tfestimator.savedmodel.SavedModelException;
import java.nio.charset.StandardCharsets;

/** The cards of a SavedModel. */
public final class CardFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private CardFuzz() {}

  /** Reads an input as both cards. */
  public static void fuzzerTestOneInput(byte[] input) {
    FOLDER.write(ModelCard.JSON, input);
    FOLDER.write(ModelCard.MARKDOWN, input);
    Bounded.read(input, SavedModelException.class, () -> CardFiles.json(FOLDER.path()).get())
        .ifPresent(String::valueOf);
    Bounded.read(input, SavedModelException.class, () -> CardFiles.markdown(FOLDER.path()).get())
        .ifPresent(
            text ->
                Bounded.require(
                    text.equals(new String(input, StandardCharsets.UTF_8)), "Another text"));
  }
}
