package io.github.tfestimator.export;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.Evaluation;
import io.github.tfestimator.estimator.ServingInput;
import io.github.tfestimator.estimator.ServingInputFn;
import io.github.tfestimator.estimator.ServingSignature;
import io.github.tfestimator.summary.EvaluationHistory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.SavedModel;

/** Exports beside a version with other signatures. */
class CompatibilityGateTest {
  private static final ServingInputFn LESS = SmallModel.FEATURES;

  /** Has two signatures more. */
  private static final ServingInputFn ALL =
      tf -> {
        ServingInput less = LESS.apply(tf);
        var x = less.features().get("x");
        return new ServingInput(
            less.features(),
            List.of(
                less.signatures().get(0),
                ServingSignature.predict("again", "x", x),
                ServingSignature.predict("once_more", "x", x)));
      };

  private static final String WAY_OUT =
      "Export into another directory, or allow it: SavedModelExporter.allowingIncompatible(), or"
          + " the option --allow-incompatible.";

  @TempDir static Path shared;
  private static Estimator estimator;

  @TempDir Path folder;

  @BeforeAll
  static void train() {
    estimator = SmallModel.train(shared);
  }

  @Test
  void aVersionWithLessIsRefusedUnlessAllowed() throws IOException {
    Path before = SavedModelExporter.of(ALL).export(estimator, folder);
    var less = SavedModelExporter.of(LESS);
    assertThatThrownBy(() -> less.export(estimator, folder))
        .isInstanceOf(ExportException.class)
        .hasMessage(
            "Clients of the version %s couldn't use the new one: the signature again is gone;"
                + " the signature once_more is gone. %s",
            before, WAY_OUT);
    assertThat(list()).containsExactly(before);

    Path after = less.allowingIncompatible().export(estimator, folder);
    assertThat(list()).containsExactly(before, after);
    // The highest counts, not the one before it.
    assertThat(less.export(estimator, folder)).isDirectory();
  }

  @Test
  void aVersionWithMoreIsWelcome() throws IOException {
    SavedModelExporter.of(LESS).export(estimator, folder);
    SavedModelExporter.of(ALL).export(estimator, folder);
    assertThat(list()).hasSize(2);
  }

  @Test
  void theExportersOfATrainingGoThroughIt() {
    Path before = SavedModelExporter.of(ALL).export(estimator, folder);
    var latest = new LatestExporter("latest", SavedModelExporter.of(LESS));
    var last = new FinalExporter("final", SavedModelExporter.of(LESS));
    var evaluation = new Evaluation(Map.of(), Map.of(), 1, 1, 5, 10);
    assertThatThrownBy(
            () ->
                latest.exportEvaluated(estimator, folder, evaluation, EvaluationHistory.in(folder)))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining(before.toString());
    assertThatThrownBy(() -> last.exportFinal(estimator, folder, evaluation))
        .isInstanceOf(ExportException.class)
        .hasMessageContaining(before.toString());
  }

  @Test
  void aVersionThatCanNotBeReadIsAnErrorUnlessAllowed() throws IOException {
    Path before = Files.createDirectory(folder.resolve("77"));
    Files.write(before.resolve("saved_model.pb"), new byte[] {1, 2, 3});
    assertUnreadable(before, "");
    Files.write(before.resolve("saved_model.pb"), SavedModel.getDefaultInstance().toByteArray());
    assertUnreadable(before, "it has no graph with the one tag serve");
    assertThat(list()).containsExactly(before);
    SavedModelExporter.of(ALL).allowingIncompatible().export(estimator, folder);
    assertThat(list()).hasSize(2);
  }

  private void assertUnreadable(Path version, String why) {
    assertThatThrownBy(() -> SavedModelExporter.of(ALL).export(estimator, folder))
        .isInstanceOf(ExportException.class)
        .hasMessageStartingWith(
            "The signatures of the version %s, which the new one must fit, can't be read: %s",
            version, why)
        .hasMessageEndingWith("Delete it. " + WAY_OUT);
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> listing = Files.list(folder)) {
      return listing.sorted().toList();
    }
  }
}
