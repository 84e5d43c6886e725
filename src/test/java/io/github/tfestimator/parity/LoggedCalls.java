package io.github.tfestimator.parity;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.LoggingTensorHook;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Calls of the estimator and what it logs of them; {@code scripts/parity/log_lines.py} makes the
 * same calls in Python, and asks this class for ours.
 */
public final class LoggedCalls {
  private static final int IMAGES = 200;
  private static final MinMaxScaler SCALER = MinMaxScaler.unit(784);

  private final Path folder;
  private final Map<String, List<String>> lines = new LinkedHashMap<>();

  private LoggedCalls(Path folder) {
    this.folder = folder;
  }

  /**
   * Prints a line of each logged one: the call, a tab, and the line.
   *
   * @param args an empty folder
   */
  public static void main(String[] args) {
    in(Path.of(args[0]))
        .forEach((call, lines) -> lines.forEach(line -> System.out.println(call + "\t" + line)));
  }

  /** The lines by call, with placeholders for what differs from run to run. */
  static Map<String, List<String>> in(Path folder) {
    var calls = new LoggedCalls(folder);
    calls.make();
    return calls.lines;
  }

  private void make() {
    var labels = IntStream.range(0, IMAGES).map(Formula::label).toArray();
    var images = new LabeledImages(Formula.images(0, IMAGES), labels);
    var examples = Examples.of(images, SCALER);
    var train = examples.shuffledBatches(100, 1);
    var test = examples.batches(128);
    var config = RunConfig.in(folder.resolve("model")).withSaveCheckpoints(Every.steps(100));
    var estimator =
        Estimator.of(
            new CnnModelFn(
                CnnParams.defaults().withLayers(List.of(2, 3), List.of(8)).withRates(0.4f, 0.001f)),
            config);
    var logging = LoggingTensorHook.every(50, "probabilities", "softmax_tensor");
    var exporter = SavedModelExporter.of(new ImageServingInputFn(SCALER));

    call("train", () -> estimator.train(train, Steps.more(120), logging));
    call("train again", () -> estimator.train(train, Steps.more(30)));
    call("train, no more", () -> estimator.train(train, Steps.upTo(100)));
    call("evaluate", () -> estimator.evaluate(test));
    call("predict", () -> estimator.predict(test).toList());
    call("export", () -> exporter.export(estimator, folder.resolve("export")));
  }

  private void call(String name, Runnable call) {
    try (LogLines log = LogLines.listen()) {
      call.run();
      lines.put(name, new ArrayList<>(log.all().stream().map(this::withPlaceholders).toList()));
    }
  }

  /** As {@code with_placeholders} in log_lines.py. */
  private String withPlaceholders(String line) {
    return line.replace(folder.toString(), "DIR")
        .replace('\\', '/') // Windows's paths
        .replaceAll("/export/\\d+", "/export/VERSION")
        .replaceAll("\\d{4}-\\d\\d-\\d\\d([T-])\\d\\d:\\d\\d:\\d\\d", "{date}$1{time}")
        .replaceAll("(?<=global_step/sec: ).*|\\d+\\.\\d+([eE][-+]?\\d+)?", "N");
  }
}
