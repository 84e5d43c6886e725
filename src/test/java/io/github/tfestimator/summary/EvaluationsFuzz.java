package io.github.tfestimator.summary;

import com.google.gson.JsonParser;
import io.github.tfestimator.fuzz.Bounded;
import io.github.tfestimator.fuzz.ScratchFolder;

/** The file {@code evaluations.jsonl}. */
public final class EvaluationsFuzz {
  private static final ScratchFolder FOLDER = new ScratchFolder();

  private EvaluationsFuzz() {}

  /** Reads an input as the file, and writes the evaluations that were read. */
  public static void fuzzerTestOneInput(byte[] input) {
    FOLDER.write(EvaluationHistory.FILE, input);
    Bounded.read(input, SummaryException.class, () -> EvaluationHistory.in(FOLDER.path()).records())
        .ifPresent(records -> records.forEach(EvaluationsFuzz::requireSame));
  }

  private static void requireSame(EvaluationRecord record) {
    String line = EvaluationJson.line(record);
    Bounded.require(EvaluationJson.parse(line).equals(record), "It is written otherwise: " + line);
    var json = JsonParser.parseString(line).getAsJsonObject();
    Bounded.require(
        json.get("global_step").getAsLong() == record.globalStep()
            && json.get("examples").getAsLong() == record.examples(),
        "Other numbers: " + line);
  }
}
