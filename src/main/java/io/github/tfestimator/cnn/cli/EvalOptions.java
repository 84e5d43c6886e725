package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.estimator.EvalSpec;
import io.github.tfestimator.estimator.Exporter;
import io.github.tfestimator.export.BestExporter;
import io.github.tfestimator.export.FinalExporter;
import io.github.tfestimator.export.LatestExporter;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.input.InputFn;
import java.time.Duration;
import java.util.SortedSet;
import picocli.CommandLine.Option;

/** The options of the evaluations in a training, and of the exports after them. */
final class EvalOptions {
  /** A time to export. */
  enum ExporterKind {
    BEST,
    LATEST,
    FINAL
  }

  @Option(
      names = "--eval-throttle",
      paramLabel = "SECS",
      defaultValue = "600",
      description =
          "Evaluate no checkpoint sooner than SECS seconds after the evaluation before began; the"
              + " last one always (${DEFAULT-VALUE}).")
  private long evalThrottle;

  @Option(
      names = "--export",
      paramLabel = "WHEN",
      split = ",",
      defaultValue = "final",
      description =
          "Export SavedModels into MODEL_DIR/export/WHEN; one or more, with commas between. final: at"
              + " the end; latest: after each evaluation; best: after each whose loss is lower than"
              + " all before (${DEFAULT-VALUE}).")
  private SortedSet<ExporterKind> exporters;

  @Option(
      names = "--keep-exports",
      paramLabel = "N",
      defaultValue = "5",
      description =
          "Keep the newest N SavedModels of best and of latest, or all if N is 0"
              + " (${DEFAULT-VALUE}).")
  private int keepExports;

  @Option(names = "--allow-incompatible", description = ExportOptions.ALLOW_INCOMPATIBLE)
  private boolean allowIncompatible;

  @Option(
      names = "--report",
      description =
          "Write a report at the end, MODEL_DIR/" + ReportFile.NAME + ": see report --help.")
  private boolean report;

  boolean isReportAskedFor() {
    return report;
  }

  /** Refuses wrong values before the data is loaded. */
  void check() {
    if (evalThrottle < 0) {
      throw new IllegalArgumentException("evalThrottle (" + evalThrottle + ") must be 0 or more");
    }
    if (keepExports < 0) {
      throw new IllegalArgumentException("keepExports (" + keepExports + ") must be 0 or more");
    }
  }

  /** Returns how to evaluate on the test set, and what to export. */
  EvalSpec spec(InputFn test, SavedModelExporter exporter) {
    SavedModelExporter allowing = allowIncompatible ? exporter.allowingIncompatible() : exporter;
    return EvalSpec.of(test)
        .withThrottle(Duration.ofSeconds(evalThrottle))
        .withExporters(
            exporters.stream().map(kind -> exporter(kind, allowing)).toArray(Exporter[]::new));
  }

  private Exporter exporter(ExporterKind kind, SavedModelExporter exporter) {
    return switch (kind) {
      case BEST -> new BestExporter("best", exporter).withKeepExports(keepExports);
      case LATEST -> new LatestExporter("latest", exporter, keepExports);
      case FINAL -> new FinalExporter("final", exporter);
    };
  }
}
