package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.Optimization;
import io.github.tfestimator.cnn.data.ImageOptions;
import io.github.tfestimator.cnn.data.ImageShape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The differences between a model's training and another one that is asked for, in words. */
final class Differences {
  private final List<String> texts = new ArrayList<>();

  /** Compares what an option said with what it says. */
  Differences compare(String option, Object trained, Object requested) {
    if (!trained.equals(requested)) {
      texts.add("%s %s, not %s".formatted(option, trained, requested));
    }
    return this;
  }

  /** Compares numbers of things, such as {@code device}. */
  Differences compareCount(String thing, int trained, int requested) {
    if (trained != requested) {
      add("%d %s%s, not %d".formatted(trained, thing, trained == 1 ? "" : "s", requested));
    }
    return this;
  }

  /** Compares what is given; the rest follows the data, whose shape is compared when loaded. */
  Differences compareImages(ImageShape image, ImageOptions trained, ImageOptions requested) {
    if (requested.height() != null) {
      compare(
          "--image-size",
          "%dx%d".formatted(image.height(), image.width()),
          "%dx%d".formatted(requested.height(), requested.width()));
    }
    if (requested.channels() != null) {
      compare("--channels", image.channels(), requested.channels());
    }
    compare("--transpose", trained.transpose(), requested.transpose());
    if (image.equals(CnnParams.defaults().image())) {
      compare("--fit", fit(trained.fits(image)), fit(requested.fits(image)));
    }
    return compare(
        "--class-names",
        String.valueOf(trained.classNames()),
        String.valueOf(requested.classNames()));
  }

  private static String fit(boolean fits) {
    return fits ? "auto" : "never";
  }

  /** Compares what variables a training has besides the network's. */
  Differences compareVariables(Optimization trained, Optimization requested) {
    compare("--optimizer", name(trained), name(requested));
    if (trained.averageWeights().kind() != requested.averageWeights().kind()) {
      compare("--average-weights", trained.averageWeights(), requested.averageWeights());
    }
    return this;
  }

  private static String name(Optimization optimization) {
    return optimization.optimizer().name().toLowerCase(Locale.ROOT);
  }

  void add(String text) {
    texts.add(text);
  }

  List<String> texts() {
    return texts;
  }

  /** Refuses to train a model further if there are differences. */
  void refuse(Path modelDir) {
    if (!texts.isEmpty()) {
      throw new CommandException(
          "The model in %s was trained with %s. Train it with the same, or choose another --model-dir."
              .formatted(modelDir, String.join(", ", texts)));
    }
  }
}
