package io.github.tfestimator.peers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** From the start of a process to the first digit that it prints; ours is the program itself. */
final class StartUp implements Turn {
  private static final Path PICTURE = Path.of("savedmodel/five.png");
  private static final String DIGIT = "5";

  private final Workspace workspace;

  StartUp(Workspace workspace) {
    this.workspace = workspace;
  }

  @Override
  public Map<Measurement, Double> take(Player player) {
    Path log = workspace.folder().resolve("start-up.log");
    long start = System.nanoTime();
    Process process = workspace.start(command(player).redirectError(log.toFile()));
    try (var output = process.inputReader(StandardCharsets.UTF_8)) {
      String line = output.readLine();
      double seconds = (System.nanoTime() - start) / 1e9;
      process.onExit().join();
      workspace.ended(process);
      if (line == null || !line.replace(PICTURE.toString(), "").contains(DIGIT)) {
        throw new IllegalStateException(
            "%s says '%s' of %s, which shows a %s.%n%s"
                .formatted(player.name().label(), line, PICTURE, DIGIT, Logs.lastLines(log)));
      }
      return Map.of(Measurement.START_UP, seconds);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ProcessBuilder command(Player player) {
    return player.name() == Name.OURS
        ? new ProcessBuilder(
            "scripts/cnn",
            "predict",
            "--saved-model",
            CommittedModel.VERSIONS.toString(),
            PICTURE.toString())
        : JavaCommand.of(
            player.name(),
            FirstPrediction.class,
            List.of("-XX:TieredStopAtLevel=1"),
            player.model(),
            PICTURE);
  }
}
