package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Fit;
import io.github.tfestimator.cnn.data.ImageShape;
import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.FileDecoder;
import io.github.tfestimator.cnn.image.FittedImage;
import io.github.tfestimator.cnn.image.ImageDecoder;
import io.github.tfestimator.cnn.image.Ink;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.input.DataException;
import io.github.tfestimator.io.Excerpt;
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
    devices.settle(console);
    Optional<Path> savedModel =
        model.areGiven() ? model.savedModel() : Optional.of(CommittedModels.folder("digits"));
    return savedModel.isPresent() ? bySavedModel(savedModel.get()) : byCheckpoint();
  }

  private int bySavedModel(Path path) {
    var config = ServingConfig.defaults().withoutWarmUp().withSession(devices.config());
    try (var classifier = SavedModelClassifier.load(path, config)) {
      ImageShape shape = classifier.shape();
      requireNoInk(classifier.fits(), shape);
      return print(
          classifier.takesFiles()
              ? ofEach(file -> classify(classifier, file))
              : classifications(
                  decoded(classifier.fits(), shape),
                  pixels -> pixels.stream().map(classifier::classifyPixels).toList()),
          classifier.classNames());
    }
  }

  private Classification classify(SavedModelClassifier classifier, Path file) {
    return takesAsIs()
        ? classifier.classifyFile(file, ink.orElse(Ink.DETECT))
        : classifier.classifyFile(file);
  }

  private boolean takesAsIs() {
    return fit == Fit.NEVER || ink.isPresent();
  }

  private int byCheckpoint() {
    Path folder = model.modelDir();
    // MNIST's if there is no model, which is refused later.
    boolean exists = ModelSettings.exist(folder);
    ImageShape shape =
        exists ? ModelSettings.read(folder).params().image() : CnnParams.defaults().image();
    boolean fits = !exists || ModelSettings.read(folder).fits();
    requireNoInk(fits, shape);
    var answers = classifications(decoded(fits, shape), pixels -> byCheckpoint(shape, pixels));
    return print(answers, answers.isEmpty() ? List.of() : ModelSettings.read(folder).names());
  }

  private void requireNoInk(boolean fits, ImageShape shape) {
    if (ink.isPresent() && !fits) {
      throw new IllegalArgumentException(
          "ink must be left out, as the model takes files as images of %s, not MNIST's"
              .formatted(shape));
    }
  }

  /** Returns what is made of each file that can be read, and says which can't. */
  private <T> Map<Path, T> ofEach(Function<Path, T> function) {
    Map<Path, T> made = new LinkedHashMap<>();
    for (Path file : images) {
      try {
        made.put(file, function.apply(file));
      } catch (DataException e) {
        console.message("cnn: " + Excerpt.escaped(e.getMessage()));
      }
    }
    return made;
  }

  private Map<Path, FittedImage> decoded(boolean fits, ImageShape shape) {
    if (fits) {
      try (var decoder = new ImageDecoder()) {
        return ofEach(file -> read(decoder, file));
      }
    }
    try (var decoder = new FileDecoder(shape, false, 1)) {
      return ofEach(file -> new FittedImage(decoder.read(file), true));
    }
  }

  private FittedImage read(ImageDecoder decoder, Path file) {
    return takesAsIs()
        ? new FittedImage(decoder.read28x28(file, ink.orElse(Ink.DETECT)), true)
        : decoder.readFitted(file);
  }

  private static Map<Path, Classification> classifications(
      Map<Path, FittedImage> images, Function<List<byte[]>, List<Classification>> network) {
    if (images.isEmpty()) {
      return Map.of();
    }
    Iterator<Classification> answers =
        network.apply(images.values().stream().map(FittedImage::pixels).toList()).iterator();
    Map<Path, Classification> classifications = new LinkedHashMap<>();
    images.forEach(
        (file, image) -> {
          Classification answer = answers.next();
          classifications.put(
              file, new Classification(answer.classId(), answer.probabilities(), image.found()));
        });
    return classifications;
  }

  private List<Classification> byCheckpoint(ImageShape shape, List<byte[]> pixels) {
    var all = new ByteArrayOutputStream();
    pixels.forEach(all::writeBytes);
    Images decoded = Images.of(shape.height(), shape.width(), shape.channels(), all.toByteArray());
    // One by one, as files by a SavedModel: an answer doesn't depend on the other images' number.
    return new Workflow(console, devices.config())
        .predict(model.modelDir(), decoded, 1).stream()
            .map(p -> new Classification(p.asLong("classes"), p.asFloats("probabilities")))
            .toList();
  }

  /** Prints the answers, and returns the exit code: 1 if there isn't one for each image. */
  private int print(Map<Path, Classification> answers, List<String> names) {
    List<String> told = DataLoading.isNumbered(names) ? List.of() : names;
    for (Classification answer : answers.values()) {
      int classes = answer.probabilities().length;
      if (!told.isEmpty() && told.size() != classes) {
        throw new CommandException(
            "The model names %d classes, but has %d: copy or export it anew."
                .formatted(told.size(), classes));
      }
    }
    answers.forEach((file, answer) -> print(file, answer, told));
    return answers.size() == Set.copyOf(images).size() ? 0 : 1;
  }

  private void print(Path file, Classification answer, List<String> names) {
    if (json) {
      boolean found = answer.found();
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("file", file.toString());
      object.put("class", found ? answer.classId() : null);
      if (!names.isEmpty()) {
        object.put("class_name", found ? name(answer, names) : null);
      }
      object.put("probabilities", found ? answer.probabilities() : null);
      console.json(object);
    } else {
      String shown = Excerpt.escaped(file.toString());
      console.result(answer.found() ? text(shown, answer, names) : shown + ": no digit found");
    }
  }

  private static String name(Classification answer, List<String> names) {
    return names.get(Math.toIntExact(answer.classId()));
  }

  private static String text(String file, Classification classification, List<String> names) {
    String name =
        names.isEmpty() ? Long.toString(classification.classId()) : name(classification, names);
    return String.format(
        Locale.ROOT,
        "%s: %s (%.1f %%)",
        file,
        Excerpt.escaped(name),
        100 * classification.probability());
  }
}
