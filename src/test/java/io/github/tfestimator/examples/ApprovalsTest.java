package io.github.tfestimator.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.serving.SavedModelPredictor;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The program of docs/library.md, whole. */
@Tag("medium")
class ApprovalsTest {
  @RegisterExtension private final QuietLog log = new QuietLog();
  @TempDir private Path folder;

  @Test
  void trainsAndExportsWhatTellsOneFromTheOther() {
    Approvals.main(new String[] {folder.toString()});
    var rows =
        Map.of("age", new long[] {95, 5}, "income", new float[][] {{0.9f, 0, 0}, {0.1f, 0, 0}});
    try (var predictor = SavedModelPredictor.load(folder.resolve("export").resolve("final"))) {
      var probabilities = predictor.predict(Map.copyOf(rows)).get("probabilities");
      assertThat((float) probabilities.getObject(0, 0)).isGreaterThan(0.9f);
      assertThat((float) probabilities.getObject(1, 0)).isLessThan(0.1f);
    }
  }
}
