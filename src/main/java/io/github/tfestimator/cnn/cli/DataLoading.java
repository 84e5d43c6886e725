package io.github.tfestimator.cnn.cli;

import io.github.tfestimator.cnn.data.ClassNames;
import io.github.tfestimator.cnn.data.DataKind;
import io.github.tfestimator.cnn.data.DataSource;
import io.github.tfestimator.cnn.data.DataSplit;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.image.FolderImages;
import io.github.tfestimator.input.InputFn;
import java.util.List;
import java.util.OptionalInt;

/** Loads data sets of any kind, and fits them to a model. */
final class DataLoading {
  /** The number of batches that are prepared ahead of the step. */
  static final int AHEAD = 4;

  private DataLoading() {}

  /**
   * Loads data to train with.
   *
   * @param classes the number of classes, if it is asked for
   */
  static DataSplit load(DataSource source, OptionalInt classes) {
    DataSplit data = load(source);
    if (classes.isEmpty()) {
      return requireTwoClasses(source, data);
    }
    int needed = Math.max(classesOf(data.train()), classesOf(data.test()));
    boolean isNamed = !isNumbered(data.train().classNames());
    needed = isNamed ? data.train().classes() : needed;
    if (classes.getAsInt() < needed) {
      data.close();
      throw new IllegalArgumentException(
          "classes (%d) must be %d or more, as many as the data %s has: leave it out"
              .formatted(classes.getAsInt(), needed, source.data()));
    }
    List<String> names = ClassNames.extended(data.train().classNames(), classes.getAsInt());
    return new DataSplit(data.train().named(names), data.test().named(names));
  }

  private static int classesOf(LabeledImages examples) {
    int largest = 0;
    for (int label : examples.labels()) {
      largest = Math.max(largest, label);
    }
    return largest + 1;
  }

  private static DataSplit requireTwoClasses(DataSource source, DataSplit data) {
    if (data.train().classes() < 2) {
      data.close();
      throw new CommandException(
          "%s has one class, but there is nothing to tell apart then; give data with two or more"
              .formatted(source.data()));
    }
    return data;
  }

  /** Tells whether classes have no names but their numbers. */
  static boolean isNumbered(List<String> names) {
    return names.equals(ClassNames.numbered(names.size()));
  }

  private static DataSplit load(DataSource source) {
    return source.kind() == DataKind.FOLDER ? FolderImages.load(source) : source.load();
  }

  /** Loads data to evaluate a model with: image files in its shape, classes with its numbers. */
  static DataSplit loadFor(ModelSettings settings, DataSource source) {
    boolean isFolder = source.kind() == DataKind.FOLDER;
    DataSplit data =
        load(
            isFolder
                ? source.withImages(source.imageOptions().withShape(settings.params().image()))
                : source);
    String shape = data.test().images().shape().toString();
    if (!shape.equals(settings.params().image().toString())) {
      throw new CommandException(
          "The images of %s are %s, but the model takes %s. Give images of that shape."
              .formatted(source.data(), shape, settings.params().image()));
    }
    try {
      return new DataSplit(
          data.train().numberedAs(settings.names()), data.test().numberedAs(settings.names()));
    } catch (IllegalArgumentException e) {
      data.close();
      throw new CommandException(
          "The data %s doesn't have the model's classes: %s. Give data of the same classes."
              .formatted(source.data(), e.getMessage()),
          e);
    }
  }

  /** Returns batches that are decoded ahead if the images are read on demand. */
  static InputFn ahead(LabeledImages examples, InputFn batches) {
    return examples.images().isReadOnDemand() ? batches.prefetch(AHEAD) : batches;
  }
}
