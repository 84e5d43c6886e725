package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Interleaver.Turn;
import io.github.tfestimator.benchmark.WorkerProcess;
import io.github.tfestimator.benchmark.Workspace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.function.ObjDoubleConsumer;

/** The time from the start of a process to the first digit that it prints; ours is scripts/cnn. */
final class StartUp implements Turn<FrameworkProcess, Measurement> {
  private static final Path IMAGE = Path.of("savedmodel/five.png");
  private static final String DIGIT = "5";

  private final Workspace workspace;

  StartUp(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public void take(FrameworkProcess framework, ObjDoubleConsumer<Measurement> values) {
    Path log = workspace.folder().resolve("start-up.log");
    long start = System.nanoTime();
    Process process = workspace.start(command(framework).redirectError(log.toFile()));
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      double seconds = (System.nanoTime() - start) / 1e9;
      process.onExit().join();
      workspace.ended(process);
      if (line == null || !line.replace(IMAGE.toString(), "").contains(DIGIT)) {
        throw new IllegalStateException(
            "%s says '%s' of %s, which shows a %s.%n%s"
                .formatted(
                    framework.name().label(), line, IMAGE, DIGIT, WorkerProcess.lastLines(log)));
      }
      values.accept(Measurement.START_UP, seconds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder command(FrameworkProcess framework) {
    return framework.name() == FrameworkName.OURS
        ? new ProcessBuilder(
            "scripts/cnn",
            "predict",
            "--saved-model",
            CommittedModel.VERSIONS.toString(),
            IMAGE.toString())
        : FrameworkProcess.command(
            framework.name(),
            FirstPrediction.class,
            List.of("-XX:TieredStopAtLevel=1"),
            framework.model(),
            IMAGE);
  }
}
