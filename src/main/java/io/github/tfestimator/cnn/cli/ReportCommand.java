package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.report.ReportSource;
import io.github.tfestimator.cnn.report.TrainingReport;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Writes the report of a training. */
@Command(
    name = "report",
    description = {
      "Write a report of a training: one HTML file to look at, which needs no network.",
      "It has curves, the confusion matrix with its images, the worst mistakes, weights and data;",
      "of other models than images' what their directory tells. The model directory stays as it is.",
    },
    sortOptions = false)
final class ReportCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private TestedModelOptions model;

  @Option(
      names = "--compare",
      paramLabel = "DIR2",
      description = "Compare the model with the one in DIR2.")
  private Optional<Path> compare;

  @Option(
      names = "--check-labels",
      paramLabel = "FOLDS",
      defaultValue = "0",
      description =
          "Search the training set for wrong labels by FOLDS models, 2 or more, each trained without"
              + " another part of it; takes as long as these trainings of 200 to 1500 steps (0 for no"
              + " search).")
  private int checkLabels;

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "The report (MODEL_DIR/" + ReportFile.NAME + ").")
  private Optional<Path> out;

  @ArgGroup(validate = false, order = 1, heading = "%nDevices:%n")
  private SessionOptions devices = new SessionOptions();

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    devices.announce(console);
    try (var source = OpenReportSource.of(model)) {
      if (compare.isEmpty()) {
        write(source, Optional.empty());
        return 0;
      }
      try (var other = OpenReportSource.of(model.withModelDir(compare.get()))) {
        write(source, Optional.of(other.source()));
      }
    }
    return 0;
  }

  private void write(OpenReportSource source, Optional<ReportSource> other) {
    Path file = out.orElse(model.modelDir().resolve(ReportFile.NAME));
    ReportFile.write(file, TrainingReport.html(source.source(), other, checkLabels));
    console.result("Report: " + file);
  }
}
