package io.github.tfestimator.cnn.report;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.data.TrainingFingerprint;
import io.github.tfestimator.io.Listing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The speed of the training by its events, and what the model takes. */
final class SpeedSection {
  private SpeedSection() {}

  static Section of(ReportedModel model, Map<String, Chart> charts, Map<String, Object> numbers) {
    ReportSource source = model.source();
    CheckpointReader checkpoint = model.checkpoint();
    RunHistory history = model.history();
    Map<String, String> facts = new LinkedHashMap<>();
    Map<String, Object> object = new LinkedHashMap<>();
    SortedMap<Long, Double> speeds = history.events().curve(TrainingEvents.SPEED);
    if (!speeds.isEmpty()) {
      double median = median(speeds);
      object.put("median_steps_per_second", median);
      facts.put("steps a second, median", Texts.number(median));
      source
          .images()
          .flatMap(ImageModel::fingerprint)
          .map(TrainingFingerprint::batchSize)
          .ifPresent(
              size -> {
                object.put("batch_size", size);
                facts.put("images a second", Texts.number(median * size));
              });
    }
    long weights = bytes(checkpoint, Weights.names(checkpoint));
    object.put("weights_bytes", weights);
    facts.put("weights", Texts.bytes(weights));
    files(checkpoint)
        .ifPresent(
            size -> {
              object.put("checkpoint_bytes", size);
              facts.put("checkpoint on the disk", Texts.bytes(size));
            });
    source
        .peakMemory()
        .ifPresent(
            peak -> {
              object.put("peak_memory_bytes", peak);
              facts.put("memory of the training's process, at most", Texts.bytes(peak));
            });
    numbers.put("speed", object);
    Chart chart = history.speeds();
    List<Markup> body = new ArrayList<>(List.of(SummarySection.table(facts)));
    if (!chart.isEmpty()) {
      charts.put("speed", chart);
      body.add(Markup.of("<h3>Steps a second</h3>"));
      body.add(chart.markup("speed", "Steps a second over the steps of the training"));
    }
    return new Section("speed", "Speed and memory", Markup.join(body));
  }

  private static double median(SortedMap<Long, Double> speeds) {
    double[] sorted = speeds.values().stream().mapToDouble(Double::doubleValue).sorted().toArray();
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static long bytes(CheckpointReader checkpoint, List<String> names) {
    return names.stream()
        .mapToLong(
            name ->
                checkpoint.shapes().get(name).stream()
                    .reduce((long) Float.BYTES, Math::multiplyExact))
        .sum();
  }

  /** Returns the size of a checkpoint's files; none if they can't be listed. */
  private static Optional<Long> files(CheckpointReader checkpoint) {
    Path prefix = checkpoint.prefix().toAbsolutePath();
    String name = prefix.getFileName() + ".";
    try {
      long sum = 0;
      for (Path file : Listing.children(prefix.getParent())) {
        sum += file.getFileName().toString().startsWith(name) ? Files.size(file) : 0;
      }
      return Optional.of(sum);
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
