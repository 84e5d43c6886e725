package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Fit;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.image.ClassNamesFile;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.FileDecoder;
import io.github.tfestimator.cnn.image.FittedImage;
import io.github.tfestimator.cnn.image.ImageDecoder;
import io.github.tfestimator.cnn.image.Ink;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.savedmodel.SavedModelInfo;
import io.github.tfestimator.serving.ServingConfig;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Function;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Classifies image files. */
@Command(
    name = "predict",
    description = {
      "Print which digit, or other class, each image shows.",
      "By default by the model that comes with the program, savedmodel/digits, which was trained for",
      "digits as people have them.",
    },
    sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ModelOptions model;

  @Option(
      names = "--ink",
      paramLabel = "INK",
      description =
          "Take the images as they are, as with --fit never: light_on_dark (as MNIST's),"
              + " dark_on_light (as on paper), or detect, which looks at the images' borders."
              + " Only for models of MNIST's images.")
  private Optional<Ink> ink;

  @Option(
      names = "--fit",
      paramLabel = "WHEN",
      defaultValue = "auto",
      description =
          "auto finds the digit in the image, dark or light, and prepares it as MNIST's were; never"
              + " takes the image as it is (${DEFAULT-VALUE}).")
  private Fit fit;

  @Option(names = "--json", description = "Print one JSON object per image.")
  private boolean json;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description =
          "PNG, JPEG, GIF or BMP files of any size. For a model of MNIST's images, one digit in each:"
              + " drawings, scans, photos.")
  private List<Path> images;

  @ArgGroup(validate = false, order = 1, heading = "%nDevices:%n")
  private SessionOptions devices = new SessionOptions();

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    model.check();
    ImageShape shape = shape();
    boolean fits = fits();
    if (ink.isPresent() && !fits) {
      throw new IllegalArgumentException(
          "ink must be left out, as the model takes files as images of %s, not MNIST's"
              .formatted(shape));
    }
    devices.settle(console);
    Map<Path, FittedImage> fitted = fitted(shape, fits);
    if (fitted.isEmpty()) {
      return 1;
    }
    List<byte[]> pixels = fitted.values().stream().map(FittedImage::pixels).toList();
    List<Classification> answers =
        savedModel().isPresent() ? bySavedModel(pixels) : byCheckpoint(shape, pixels);
    List<String> names = classNames();
    Iterator<Classification> answer = answers.iterator();
    fitted.forEach(
        (file, image) -> {
          Classification classification = answer.next();
          print(file, image.found() ? Optional.of(classification) : Optional.empty(), names);
        });
    return fitted.size() == Set.copyOf(images).size() ? 0 : 1;
  }

  private Optional<Path> savedModel() {
    return model.areGiven() ? model.savedModel() : Optional.of(CommittedModels.folder("digits"));
  }

  /** Reads all files that can be read, and says which can't. */
  private Map<Path, FittedImage> fitted(ImageShape shape, boolean fits) {
    if (fits) {
      try (var decoder = new ImageDecoder()) {
        return fitted(file -> read(decoder, file));
      }
    }
    try (var decoder = new FileDecoder(shape, false, 1)) {
      return fitted(file -> new FittedImage(decoder.read(file), true));
    }
  }

  private Map<Path, FittedImage> fitted(Function<Path, FittedImage> reader) {
    Map<Path, FittedImage> fitted = new LinkedHashMap<>();
    for (Path file : images) {
      try {
        fitted.put(file, reader.apply(file));
      } catch (DataException e) {
        console.message("cnn: " + e.getMessage());
      }
    }
    return fitted;
  }

  /** Returns the shape of the model's images; MNIST's if there is no model, refused later. */
  private ImageShape shape() {
    Path folder = model.modelDir();
    if (savedModel().isPresent()) {
      return SavedModelClassifier.shape(savedModel().get());
    }
    return ModelSettings.exist(folder)
        ? ModelSettings.read(folder).params().image()
        : CnnParams.defaults().image();
  }

  /** Tells whether the model takes files by MNIST's rules; true if there is no model. */
  private boolean fits() {
    Path folder = model.modelDir();
    if (savedModel().isPresent()) {
      return SavedModelClassifier.fits(savedModel().get());
    }
    return !ModelSettings.exist(folder) || ModelSettings.read(folder).fits();
  }

  /** Returns the names of the classes; none if they have none but their numbers. */
  private List<String> classNames() {
    List<String> names =
        savedModel()
            .map(path -> ClassNamesFile.read(SavedModelInfo.read(path).folder()).orElse(List.of()))
            .orElseGet(() -> ModelSettings.read(model.modelDir()).names());
    return DataLoading.isNumbered(names) ? List.of() : names;
  }

  private FittedImage read(ImageDecoder decoder, Path file) {
    return fit == Fit.NEVER || ink.isPresent()
        ? new FittedImage(decoder.read28x28(file, ink.orElse(Ink.DETECT)), true)
        : decoder.readFitted(file);
  }

  private List<Classification> bySavedModel(List<byte[]> pixels) {
    var config = ServingConfig.defaults().withoutWarmUp().withSession(devices.config());
    try (var classifier = SavedModelClassifier.load(savedModel().orElseThrow(), config)) {
      return classifier.classifyPixels(pixels);
    }
  }

  private List<Classification> byCheckpoint(ImageShape shape, List<byte[]> pixels) {
    var all = new ByteArrayOutputStream();
    pixels.forEach(all::writeBytes);
    Images decoded = Images.of(shape.height(), shape.width(), shape.channels(), all.toByteArray());
    return new Workflow(console, devices.config())
        .predict(model.modelDir(), decoded).stream()
            .map(p -> new Classification(p.asLong("classes"), p.asFloats("probabilities")))
            .toList();
  }

  private void print(Path file, Optional<Classification> answer, List<String> names) {
    Optional<Long> id = answer.map(Classification::classId);
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("file", file.toString());
      object.put("class", id.orElse(null));
      if (!names.isEmpty()) {
        object.put("class_name", id.map(i -> names.get(Math.toIntExact(i))).orElse(null));
      }
      object.put("probabilities", answer.map(Classification::probabilities).orElse(null));
      console.json(object);
    } else {
      console.result(
          answer
              .map(classification -> text(file, classification, names))
              .orElse(file + ": no digit found"));
    }
  }

  private static String text(Path file, Classification classification, List<String> names) {
    String name =
        names.isEmpty()
            ? Long.toString(classification.classId())
            : names.get((int) classification.classId());
    return String.format(
        Locale.ROOT, "%s: %s (%.1f %%)", file, name, 100 * classification.probability());
  }
}
