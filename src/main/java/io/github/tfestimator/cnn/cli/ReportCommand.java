package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.report.TrainingReport;
import io.github.tfestimator.estimator.SessionConfig;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
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
      names = "--out",
      paramLabel = "FILE",
      description = "The report (MODEL_DIR/" + ReportFile.NAME + ").")
  private Optional<Path> out;

  ReportCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    new Workflow(console).logDevices(SessionConfig.defaults());
    try (var source = OpenReportSource.of(model)) {
      Path file = out.orElse(model.modelDir().resolve(ReportFile.NAME));
      ReportFile.write(file, TrainingReport.html(source.source()));
      console.result("Report: " + file);
    }
    return 0;
  }
}
