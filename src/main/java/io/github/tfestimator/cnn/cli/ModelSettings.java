package io.github.tfestimator.cnn.cli;

import com.google.gson.FieldNamingPolicy;
import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.cnn.image.ImageServingInputFn;
import io.github.tfestimator.export.SavedModelExporter;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What must be known of a model besides its weights, to go on training it and to use it. Kept as
 * {@code cnn.json} in the model directory.
 *
 * @param source what it was trained on
 * @param scaler which scaler
 * @param scale the scaler's factors, one for each pixel
 * @param min the scaler's summands
 * @param params the network
 * @param trainedOn the newest training's examples, batch size and seed; null in files that were
 *     written before these were kept
 */
record ModelSettings(
    DataSource source,
    ScalerKind scaler,
    double[] scale,
    double[] min,
    CnnParams params,
    TrainingFingerprint trainedOn) {
  private static final String FILE = "cnn.json";
  private static final Gson GSON =
      new GsonBuilder()
          .setFieldNamingPolicy(FieldNamingPolicy.LOWER_CASE_WITH_UNDERSCORES)
          .setPrettyPrinting()
          .create();

  /** How pixels are scaled. */
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
      TrainingFingerprint trainedOn) {
    return new ModelSettings(source, kind, scaler.scale(), scaler.min(), params, trainedOn);
  }

  ModelSettings with(CnnParams otherParams, TrainingFingerprint newest) {
    boolean changed =
        !params.equals(otherParams)
            || known()
                .filter(old -> old.changed() || !old.differencesOf(newest).isEmpty())
                .isPresent();
    return new ModelSettings(source, scaler, scale, min, otherParams, newest.changed(changed));
  }

  /** The newest training's examples, batch size and seed, if the file has them. */
  Optional<TrainingFingerprint> known() {
    return Optional.ofNullable(trainedOn);
  }

  MinMaxScaler fittedScaler() {
    return MinMaxScaler.of(scale, min);
  }

  SavedModelExporter exporter() {
    return SavedModelExporter.of(new ImageServingInputFn(fittedScaler()))
        .withCard(SettingsCard.of(this));
  }

  static boolean exist(Path modelDir) {
    return Files.exists(modelDir.resolve(FILE));
  }

  static ModelSettings read(Path modelDir) {
    Path file = modelDir.resolve(FILE);
    if (!Files.exists(file)) {
      throw missing(modelDir);
    }
    try {
      return parse(file, Files.readString(file));
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
          "The model in %s was trained by another program, as Python's: it has a checkpoint, but no %s, which says what network, data and scaler it is of. Train it further by train with the options that fit, if only --steps 1: that writes the file."
              .formatted(modelDir, FILE));
    }
    return new CommandException(
        "There is no trained model in %s: %s, which train and run write, is missing. Train first, or name another --model-dir."
            .formatted(modelDir, FILE));
  }

  private static ModelSettings parse(Path file, String json) {
    ModelSettings settings;
    try {
      settings = GSON.fromJson(json, ModelSettings.class);
    } catch (RuntimeException e) {
      // What the records refuse, Gson wraps; of what it says itself, the first line is for the
      // user.
      Throwable cause = e.getCause() == null ? e : e.getCause();
      String what = String.valueOf(cause.getMessage()).lines().findFirst().orElse("");
      throw damaged(file, what, e);
    }
    if (settings == null
        || settings.source == null
        || settings.scaler == null
        || settings.scale == null
        || settings.min == null
        || settings.params == null) {
      throw damaged(file, "something is missing in it", null);
    }
    try {
      int width = settings.fittedScaler().width();
      if (width != 28 * 28) {
        throw damaged(file, "its scaler is for pictures of %d pixels".formatted(width), null);
      }
      return settings;
    } catch (IllegalArgumentException e) {
      throw damaged(file, e.getMessage(), e);
    }
  }

  void write(Path modelDir) {
    Path file = modelDir.resolve(FILE);
    try {
      Files.createDirectories(modelDir);
      AtomicFiles.write(file, (GSON.toJson(this) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new CommandException(
          "Can't write %s: %s. Choose another --model-dir.".formatted(file, AtomicFiles.reason(e)),
          e);
    }
  }

  /** Refuses to go on with a model under settings that are not its own. */
  void requireFits(Path modelDir, DataSource wantedSource, ScalerKind kind, CnnParams wanted) {
    List<String> differences = new ArrayList<>();
    compare(differences, "--data", source.data(), wantedSource.data());
    compare(differences, "--split", lower(source.split()), lower(wantedSource.split()));
    compare(differences, "--scaler", lower(scaler), lower(kind));
    compare(differences, "--conv1-filters", params.conv1Filters(), wanted.conv1Filters());
    compare(differences, "--conv2-filters", params.conv2Filters(), wanted.conv2Filters());
    compare(differences, "--dense-units", params.denseUnits(), wanted.denseUnits());
    if (!differences.isEmpty()) {
      throw new CommandException(
          "The model in %s was trained with %s. Train it with the same, or choose another --model-dir."
              .formatted(modelDir, String.join(", ", differences)));
    }
  }

  private static void compare(
      List<String> differences, String option, Object trained, Object wanted) {
    if (!trained.equals(wanted)) {
      differences.add("%s %s, not %s".formatted(option, trained, wanted));
    }
  }

  private static String lower(Enum<?> value) {
    return value.name().toLowerCase(java.util.Locale.ROOT);
  }

  private static CommandException damaged(Path file, String what, Throwable cause) {
    return new CommandException(
        "%s is damaged: %s. Restore it, or train anew in another --model-dir."
            .formatted(file, what),
        cause);
  }
}
