package io.github.tfestimator.server;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.export.CardFiles;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.savedmodel.SavedModelException;
import io.github.tfestimator.server.ApiException.Code;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Descriptions of models beyond their signatures, for the page: the card, the names of the classes,
 * and the filters of an image model's first convolution.
 */
final class ModelDescriptions {
  private static final Logger LOG = LoggerFactory.getLogger("tensorflow");
  private static final Gson GSON = new Gson();

  private static final String CLASS_NAMES = "assets.extra/classes.txt";
  private static final String KERNEL = "/kernel";

  /** Larger filters are not sent. */
  private static final long MAX_VALUES = 1 << 17;

  /** Read once, as the files of a version don't change. */
  private final Map<ServedVersion, JsonObject> known =
      Collections.synchronizedMap(new WeakHashMap<>());

  private final Models models;

  ModelDescriptions(Models models) {
    this.models = models;
  }

  /**
   * Returns what a version has of card, names of classes and filters.
   *
   * @throws ApiException if there is no such model or version, or its files can't be read
   */
  JsonObject of(RestPath path) {
    return models
        .get(path.model())
        .with(
            path.version(),
            path.label(),
            version -> known.computeIfAbsent(version, unread -> read(path.model(), unread)));
  }

  private static JsonObject read(String model, ServedVersion version) {
    Path folder = version.folder();
    var description = new JsonObject();
    description.addProperty("name", model);
    description.addProperty("version", Long.toString(version.number()));
    try {
      CardFiles.json(folder).ifPresent(card -> description.add("card", card));
      Path names = folder.resolve(CLASS_NAMES);
      if (Files.exists(names)) {
        description.add(
            "classes", GSON.toJsonTree(BoundedFiles.readRegularText(names).lines().toList()));
      }
      if (version.signatures().containsKey(ModelApi.IMAGE_SIGNATURE)) {
        filters(CheckpointReader.open(folder.resolve("variables").resolve("variables")))
            .ifPresent(filters -> description.add("first_convolution", filters));
      }
      return description;
    } catch (IOException | SavedModelException | CheckpointException e) {
      // Clients are told no paths of the server.
      LOG.warn("Version {} of the model {} can't be described", version.number(), model, e);
      throw new ApiException(
          Code.INTERNAL,
          "The files of version %d of the model %s can't be read; the server's log says why"
              .formatted(version.number(), model));
    }
  }

  /**
   * Returns the first kernel of gray or color images, {@code [height, width, channels, filters]},
   * and its bias, if it has one.
   */
  static Optional<JsonObject> filters(CheckpointReader variables) {
    try {
      return floatFilters(variables);
    } catch (IllegalArgumentException e) {
      // They are no floats, but doubles, as Python may make them.
      return Optional.empty();
    }
  }

  private static Optional<JsonObject> floatFilters(CheckpointReader variables) {
    Map<String, List<Long>> shapes = variables.shapes();
    return shapes.entrySet().stream()
        .filter(entry -> entry.getKey().endsWith(KERNEL) && isOfImages(entry.getValue()))
        .findFirst()
        .map(
            kernel -> {
              String name = kernel.getKey().substring(0, kernel.getKey().lastIndexOf(KERNEL));
              List<Long> shape = kernel.getValue();
              var filters = new JsonObject();
              filters.addProperty("name", name);
              filters.add("shape", GSON.toJsonTree(shape));
              filters.add("kernel", GSON.toJsonTree(variables.floats(kernel.getKey())));
              if (List.of(shape.get(3)).equals(shapes.get(name + "/bias"))) {
                filters.add("bias", GSON.toJsonTree(variables.floats(name + "/bias")));
              }
              return filters;
            });
  }

  private static boolean isOfImages(List<Long> shape) {
    return shape.size() == 4
        && (shape.get(2) == 1 || shape.get(2) == 3)
        && shape.stream().mapToDouble(Long::doubleValue).reduce(1, (a, b) -> a * b) <= MAX_VALUES;
  }
}
