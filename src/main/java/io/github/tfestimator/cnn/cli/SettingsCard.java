package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.Averages;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.Optimization;
import io.github.tfestimator.cnn.RateDecay;
import io.github.tfestimator.cnn.data.DataKind;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSource.Split;
import io.github.tfestimator.export.ModelCard;
import io.github.tfestimator.input.DataException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The facts for a model card that the settings of the model hold. */
final class SettingsCard {
  private SettingsCard() {}

  static ModelCard of(ModelSettings settings) {
    boolean isDigits = DataLoading.isNumbered(settings.names());
    ModelCard card =
        ModelCard.titled(
                "Convolutional network for " + (isDigits ? "handwritten digits" : "images"))
            .with("data", data(settings))
            .with("scaler", scaler(settings.scaler()))
            .with("network", network(settings.params()))
            .with("training", training(settings));
    return settings.temperature() == null
        ? card
        : card.with("calibration", calibration(settings.temperature()));
  }

  private static Map<String, Object> data(ModelSettings settings) {
    DataSource source = settings.source();
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("data_set", dataSet(source));
    facts.put("split", lower(source.split()));
    facts.put("split_rule", rule(source));
    if (!DataLoading.isNumbered(settings.names())) {
      facts.put("class_names", settings.names());
    }
    settings
        .fingerprint()
        .ifPresent(
            trained -> {
              facts.put("train_examples", trained.train().examples());
              facts.put("train_sha256", trained.train().sha256());
              facts.put("test_examples", trained.test().examples());
              facts.put("test_sha256", trained.test().sha256());
              facts.put(
                  "sha256_of",
                  "the two raw IDX files that would hold these examples in this order, images then"
                      + " labels");
            });
    return facts;
  }

  /** Returns the name without the folders above: they belong to a machine, not to the data. */
  private static String dataSet(DataSource source) {
    Path name = Path.of(source.data()).getFileName();
    return kind(source)
        .map(
            kind ->
                switch (kind) {
                  case MNIST -> "MNIST";
                  case DIGITS -> "digits that the program draws";
                  case IDX -> "IDX files of the folder " + name;
                  case CIFAR -> "CIFAR's binary files of the folder " + name;
                  case NPZ -> "the file " + name;
                  case FOLDER -> "image files of the folder " + name;
                })
        .orElse("files of " + name);
  }

  /** Returns the kind of the data; none if it isn't there any more. */
  private static Optional<DataKind> kind(DataSource source) {
    try {
      return Optional.of(source.kind());
    } catch (DataException e) {
      return Optional.empty();
    }
  }

  private static String rule(DataSource source) {
    if (source.split() == Split.OFFICIAL) {
      return "training and test set as published";
    }
    String all =
        switch (kind(source).orElse(DataKind.IDX)) {
          case DIGITS -> "all digits";
          case FOLDER -> "all files by class, then by path";
          case MNIST, IDX, CIFAR, NPZ ->
              "MNIST original's order: the published training set by label, then the test set by label";
        };
    return "scikit-learn's train_test_split(test_size=0.2, random_state=42) of " + all;
  }

  private static Map<String, Object> scaler(ModelSettings.ScalerKind kind) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("kind", lower(kind));
    facts.put(
        "rule",
        switch (kind) {
          case MINMAX ->
              "each pixel to 0..1 from its least to its largest value in the training set";
          case UNIT -> "each pixel divided by 255";
        });
    facts.put("constants", "in the graph");
    return facts;
  }

  private static Map<String, Object> network(CnnParams params) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("image", params.image().toString());
    facts.put("classes", params.classes());
    facts.put("conv_filters", params.convFilters());
    facts.put("kernel_size", params.kernelSize());
    facts.put("dense_units", params.denseUnits());
    facts.put("batch_norm", params.batchNorm());
    facts.put("dropout_rate", params.dropoutRate());
    return facts;
  }

  private static Map<String, Object> calibration(Temperature temperature) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("temperature", temperature.value());
    facts.put("fitted_on", "%d test images, every second".formatted(temperature.images()));
    facts.put("expected_calibration_error_before", temperature.errorBefore());
    facts.put("expected_calibration_error_after", temperature.errorAfter());
    facts.put("measured_on", "the other test images, in 15 bins");
    return facts;
  }

  private static Map<String, Object> training(ModelSettings settings) {
    Map<String, Object> facts = new LinkedHashMap<>();
    if (settings.recipe() != null) {
      facts.put("recipe", settings.recipe());
    }
    facts.putAll(optimization(settings.params().optimization()));
    if (!settings.params().augmentation().isEmpty()) {
      facts.put(
          "augmentation", settings.params().augmentation().stream().map(Object::toString).toList());
    }
    settings
        .fingerprint()
        .ifPresent(
            trained -> {
              facts.put("batch_size", trained.batchSize());
              facts.put("seed", trained.seed());
              if (trained.workers() > 1) {
                facts.put("workers", trained.workers());
              }
              if (trained.devices() > 1) {
                facts.put("devices_of_each_worker", trained.devices());
              }
              if (trained.asynchronous()) {
                facts.put("parameter_servers", true);
              }
              if (trained.changed()) {
                facts.put(
                    "earlier_steps",
                    "some were trained with other data, batch size, seed, rates, workers or devices");
              }
            });
    return facts;
  }

  /** Returns what differs from plain gradient descent, besides the rate. */
  private static Map<String, Object> optimization(Optimization optimization) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("optimizer", lower(optimization.optimizer()));
    facts.put("learning_rate", optimization.learningRate());
    if (!optimization.decay().equals(RateDecay.NONE)) {
      facts.put("decay", optimization.decay().toString());
    }
    if (optimization.warmUp() > 0) {
      facts.put("warm_up", optimization.warmUp());
    }
    if (optimization.momentum() > 0) {
      facts.put("momentum", optimization.momentum());
    }
    if (optimization.beta2() > 0) {
      facts.put("beta2", optimization.beta2());
    }
    if (optimization.weightDecay() > 0) {
      facts.put("weight_decay", optimization.weightDecay());
    }
    if (optimization.labelSmoothing() > 0) {
      facts.put("label_smoothing", optimization.labelSmoothing());
    }
    if (!optimization.averageWeights().equals(Averages.NONE)) {
      facts.put("average_weights", optimization.averageWeights().toString());
    }
    return facts;
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
