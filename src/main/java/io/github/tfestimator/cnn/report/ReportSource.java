package io.github.tfestimator.cnn.report;

import io.github.tfestimator.cnn.data.ClassNames;
import io.github.tfestimator.export.ModelCard;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A model directory, and what its owner knows of the model in it.
 *
 * @param modelDir the directory, with a checkpoint
 * @param card facts about the model, if there are any
 * @param images the model's network and data, if it is one of images and they are at hand
 * @param notices what a reader of the report should know, such as why there are no images
 * @param peakMemory of the training's process, in bytes, if this is the one
 */
public record ReportSource(
    Path modelDir,
    Optional<ModelCard> card,
    Optional<ImageModel> images,
    List<String> notices,
    Optional<Long> peakMemory) {

  /** Copies the notices. */
  public ReportSource {
    notices = List.copyOf(notices);
  }

  /**
   * Returns a model of which nothing is known but what its directory holds: curves and weights.
   *
   * @param modelDir the directory
   * @return the source
   */
  public static ReportSource of(Path modelDir) {
    return new ReportSource(
        modelDir, Optional.empty(), Optional.empty(), List.of(), Optional.empty());
  }

  /**
   * Returns the names of classes: those of the card if it has as many or more, or else their
   * numbers.
   */
  List<String> classNames(int classes) {
    Object names =
        card.map(facts -> facts.sections().getOrDefault("data", Map.of()).get("class_names"))
            .orElse(null);
    return names instanceof List<?> list && list.size() >= classes
        ? list.stream().map(String::valueOf).toList()
        : ClassNames.numbered(classes);
  }

  /** Returns the directory's own name. */
  String name() {
    Path name = modelDir.toAbsolutePath().normalize().getFileName();
    return name == null ? modelDir.toString() : name.toString();
  }
}
