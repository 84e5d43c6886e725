package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.Images;
import io.github.tfestimator.cnn.image.Classification;
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
      defaultValue = "detect",
      description =
          "light_on_dark (as MNIST's), dark_on_light (as on paper), or detect, which looks at the"
              + " images' borders (${DEFAULT-VALUE}).")
  private Ink ink;

  @Option(names = "--json", description = "Print one JSON object per image.")
  private boolean json;

  @Parameters(
      paramLabel = "IMAGE",
      arity = "1..*",
      description =
          "PNG, JPEG, GIF or BMP files of any size, one digit in each, on a clean background: black, or"
              + " white behind dark ink.")
  private List<Path> images;

  PredictCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    model.check();
    List<byte[]> pixels = new ArrayList<>();
    try (var decoder = new ImageDecoder()) {
      images.forEach(file -> pixels.add(decoder.read28x28(file, ink)));
    }
    List<Classification> found =
        model.savedModel().isPresent() ? bySavedModel(pixels) : byCheckpoint(pixels);
    for (int i = 0; i < found.size(); i++) {
      print(images.get(i), found.get(i));
    }
    return 0;
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

  private void print(Path file, Classification found) {
    if (json) {
      Map<String, Object> object = new LinkedHashMap<>();
      object.put("file", file.toString());
      object.put("class", found.classId());
      object.put("probabilities", found.probabilities());
      console.json(object);
    } else {
      console.result(
          String.format(
              Locale.ROOT, "%s: %d (%.1f %%)", file, found.classId(), 100 * found.probability()));
    }
  }
}
