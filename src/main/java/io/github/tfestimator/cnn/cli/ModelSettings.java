package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.ClassNames;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.data.TrainingFingerprint;
import io.github.tfestimator.cnn.image.ClassNamesFile;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.io.AtomicFiles;
import io.github.tfestimator.io.BoundedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The settings of a model, which training it further and using it need besides the weights. The
 * file {@code cnn.json} in the model directory keeps them.
 *
 * @param source the data that the model was trained on
 * @param scaler the kind of the scaler
 * @param scale the scaler's factors, one for each pixel
 * @param min the scaler's summands, one for each pixel
 * @param params the network
 * @param classNames the names of the classes; null in files that were written before these were
 *     kept, whose classes are digits
 * @param trainedOn the newest training's examples, batch size and seed; null in files that were
 *     written before these were kept
 * @param recipe the name of the newest training's recipe; null if it was the tutorial's
 * @param temperature of the calibration; null if there was none since the newest training
 */
record ModelSettings(
    DataSource source,
    ScalerKind scaler,
    double[] scale,
    double[] min,
    CnnParams params,
    List<String> classNames,
    TrainingFingerprint trainedOn,
    String recipe,
    Temperature temperature) {
  private static final String FILE = "cnn.json";

  /** A way to scale pixels. */
  enum ScalerKind {
    /** MinMaxScaler, fitted on the training set. */
    MINMAX,
    /** Divided by 255. */
    UNIT
  }

  static ModelSettings of(
      DataSource source,
      ScalerKind kind,
      MinMaxScaler scaler,
      CnnParams params,
      List<String> classNames,
      TrainingFingerprint trainedOn) {
    return new ModelSettings(
        source, kind, scaler.scale(), scaler.min(), params, classNames, trainedOn, null, null);
  }

  /** Returns the settings after a training with other rates or another fingerprint. */
  ModelSettings with(CnnParams newParams, TrainingFingerprint newest) {
    boolean changed =
        !params.equals(newParams)
            || fingerprint().filter(TrainingFingerprint::changed).isPresent()
            || !differencesOf(newest).isEmpty();
    return new ModelSettings(
        source, scaler, scale, min, newParams, names(), newest.withChanged(changed), recipe, null);
  }

  /** Returns the settings of a training by a recipe. */
  ModelSettings with(Recipe newRecipe) {
    String name = newRecipe == Recipe.TUTORIAL ? null : newRecipe.toString();
    return new ModelSettings(
        source, scaler, scale, min, params, classNames, trainedOn, name, temperature);
  }

  /** Returns the settings of a calibrated model. */
  ModelSettings with(Temperature newTemperature) {
    return new ModelSettings(
        source, scaler, scale, min, params, names(), trainedOn, recipe, newTemperature);
  }

  /** Returns the network for predictions. */
  CnnModelFn modelFn() {
    return temperature == null
        ? new CnnModelFn(params)
        : new CnnModelFn(params, temperature.value());
  }

  /** Returns the newest training's examples, batch size and seed, if the file has them. */
  Optional<TrainingFingerprint> fingerprint() {
    return Optional.ofNullable(trainedOn);
  }

  /** Returns what differs between the newest training and another one, in words. */
  List<String> differencesOf(TrainingFingerprint other) {
    var differences = new Differences();
    if (trainedOn != null) {
      differences
          .compare("--batch-size", trainedOn.batchSize(), other.batchSize())
          .compare("--seed", trainedOn.seed(), other.seed())
          .compareCount("worker", trainedOn.workers(), other.workers())
          .compareCount("device", trainedOn.devices(), other.devices());
      if (trainedOn.asynchronous() != other.asynchronous()) {
        differences.add(
            other.asynchronous()
                ? "no parameter servers, not with some"
                : "parameter servers, not without them");
      }
      if (!trainedOn.train().equals(other.train())) {
        differences.add("other images or labels");
      }
    }
    return differences.texts();
  }

  /** Returns the names of the classes. */
  List<String> names() {
    return classNames == null ? ClassNames.numbered(params.classes()) : classNames;
  }

  MinMaxScaler fittedScaler() {
    return MinMaxScaler.of(scale, min);
  }

  /** Tells whether image files are fitted into MNIST's form. */
  boolean fits() {
    return source.imageOptions().fits(params.image());
  }

  SavedModelExporter exporter() {
    return SavedModelExporter.of(
            new ImageServingInputFn(fittedScaler(), params.image(), names(), fits()))
        .withAssetExtra(ClassNamesFile.NAME, ClassNamesFile.text(names()))
        .withCard(SettingsCard.of(this));
  }

  static boolean exist(Path modelDir) {
    return Files.exists(modelDir.resolve(FILE));
  }

  /** Refuses a directory without settings. */
  static void require(Path modelDir) {
    if (!exist(modelDir)) {
      throw missing(modelDir);
    }
  }

  /** Returns the settings of the model that a training would train further, if there is one. */
  static Optional<ModelSettings> ofTrained(Path modelDir) {
    return CheckpointReader.existsIn(modelDir) && exist(modelDir)
        ? Optional.of(read(modelDir))
        : Optional.empty();
  }

  static ModelSettings read(Path modelDir) {
    require(modelDir);
    Path file = modelDir.resolve(FILE);
    try {
      return SettingsJson.parse(file, BoundedFiles.readRegularText(file));
    } catch (IOException e) {
      throw new CommandException(
          "Can't read %s: %s. Restore it, or train anew in another --model-dir."
              .formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  private static CommandException missing(Path modelDir) {
    if (Files.isDirectory(modelDir) && CheckpointReader.existsIn(modelDir)) {
      return new CommandException(
          "The model in %s was trained by another program, such as Python's: it has a checkpoint, but no %s, which tells the network, the data and the scaler. Train it further with the options that fit, if only by train --steps 1: that writes the file."
              .formatted(modelDir, FILE));
    }
    return new CommandException(
        "There is no trained model in %s: %s, which train and run write, is missing. Train first, or name another directory."
            .formatted(modelDir, FILE));
  }

  void write(Path modelDir) {
    Path file = modelDir.resolve(FILE);
    try {
      Files.createDirectories(modelDir);
      AtomicFiles.write(file, SettingsJson.text(this).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandException(
          "Can't write %s: %s. Choose another --model-dir.".formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  /** Refuses settings that another training wrote since these were read; a calibration may. */
  static void requireUnchanged(Path modelDir, Optional<ModelSettings> before) {
    if (!textWithoutTemperature(ofTrained(modelDir)).equals(textWithoutTemperature(before))) {
      throw new CommandException(
          "The model in %s was trained by another process since this one read its settings. Run the same command again, which reads them anew."
              .formatted(modelDir));
    }
  }

  private static String textWithoutTemperature(Optional<ModelSettings> settings) {
    return settings.map(each -> SettingsJson.text(each.with((Temperature) null))).orElse("");
  }

  /** Refuses to train the model further with other data, another scaler or another network. */
  void requireFits(Path modelDir, DataSource newSource, ScalerKind kind, CnnParams newParams) {
    new Differences()
        .compare("--data", source.data(), newSource.data())
        .compare("--split", lower(source.split()), lower(newSource.split()))
        .compareImages(params.image(), source.imageOptions(), newSource.imageOptions())
        .compare("--scaler", lower(scaler), lower(kind))
        .compare("--conv", list(params.convFilters()), list(newParams.convFilters()))
        .compare("--kernel", params.kernelSize(), newParams.kernelSize())
        .compare("--dense", list(params.denseUnits()), list(newParams.denseUnits()))
        .compare("--batch-norm", params.batchNorm(), newParams.batchNorm())
        .compareVariables(params.optimization(), newParams.optimization())
        .refuse(modelDir);
  }

  /** Refuses to train the model further with images of another shape or other classes. */
  void requireFits(Path modelDir, CnnParams newParams, List<String> newNames) {
    var differences =
        new Differences()
            .compare("images of", params.image(), newParams.image())
            .compare("--classes", params.classes(), newParams.classes());
    if (differences.texts().isEmpty()) {
      differences.compare("the classes", names(), newNames);
    }
    differences.refuse(modelDir);
  }

  private static String list(List<Integer> sizes) {
    return sizes.stream().map(String::valueOf).collect(Collectors.joining(","));
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(Locale.ROOT);
  }
}
