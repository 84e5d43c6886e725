package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.image.Classification;
import io.github.tfestimator.cnn.image.FittedImage;
import io.github.tfestimator.cnn.image.ImageDecoder;
import io.github.tfestimator.cnn.image.Ink;
import io.github.tfestimator.cnn.image.SavedModelClassifier;
import io.github.tfestimator.serving.ServingConfig;
import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Classifies image files. */
@Command(name = "predict", description = "Print which digit each image shows.", sortOptions = false)
final class PredictCommand implements Callable<Integer> {
  private final Console console;

  @Mixin private ModelOptions model;

  @Option(
      names = "--ink",
      paramLabel = "INK",
      description =
          "Take the images as they are, as with --fit never: light_on_dark (as MNIST's),"
              + " dark_on_light (as on paper), or detect, which looks at the images' borders.")
  private Optional<Ink> ink;

  /** Whether to find the digit and prepare it as MNIST's were. */
  private enum Fit {
    AUTO,
    NEVER
  }

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
          "PNG, JPEG, GIF or BMP files of any size, one digit in each: drawings, scans, photos.")
  private List<Path> images;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    model.check();
    List<FittedImage> fitted = new ArrayList<>();
    try (var decoder = new ImageDecoder()) {
      images.forEach(file -> fitted.add(read(decoder, file)));
    }
    List<byte[]> pixels = fitted.stream().map(FittedImage::pixels).toList();
    List<Classification> answers =
        model.savedModel().isPresent() ? bySavedModel(pixels) : byCheckpoint(pixels);
    for (int i = 0; i < answers.size(); i++) {
      print(images.get(i), fitted.get(i).found() ? Optional.of(answers.get(i)) : Optional.empty());
    }
    return 0;
  }

  private FittedImage read(ImageDecoder decoder, Path file) {
    return fit == Fit.NEVER || ink.isPresent()
        ? new FittedImage(decoder.read28x28(file, ink.orElse(Ink.DETECT)), true)
        : decoder.readFitted(file);
  }

  private List<Classification> bySavedModel(List<byte[]> pixels) {
    var config = ServingConfig.defaults().withoutWarmUp();
    try (var classifier = SavedModelClassifier.load(model.savedModel().orElseThrow(), config)) {
      return classifier.classifyPixels(pixels);
    }
  }

  private List<Classification> byCheckpoint(List<byte[]> pixels) {
    var all = new ByteArrayOutputStream();
    pixels.forEach(all::writeBytes);
    Path folder = model.modelDir();
    return new Workflow(console)
        .predict(folder, Images.of(28, 28, all.toByteArray())).stream()
            .map(p -> new Classification(p.asLong("classes"), p.asFloats("probabilities")))
            .toList();
  }

  private void print(Path file, Optional<Classification> digit) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("file", file.toString());
      object.put("class", digit.map(Classification::classId).orElse(null));
      object.put("probabilities", digit.map(Classification::probabilities).orElse(null));
      console.json(object);
    } else {
      console.result(
          digit
              .map(
                  found ->
                      String.format(
                          Locale.ROOT,
                          "%s: %d (%.1f %%)",
                          file,
                          found.classId(),
                          100 * found.probability()))
              .orElse(file + ": no digit found"));
    }
  }
}
