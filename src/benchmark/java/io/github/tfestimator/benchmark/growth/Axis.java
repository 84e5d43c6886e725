package io.github.tfestimator.benchmark.growth;

import java.nio.file.Path;
import java.util.List;

/** A number that grows, from its first size to ten times that. */
enum Axis {
  STEPS(
      "steps",
      "Steps of a training",
      List.of(100, 180, 320, 560, 1_000),
      List.of("training"),
      GrowthWorker::steps),
  BATCH(
      "batch size",
      "Batch size",
      List.of(20, 36, 64, 112, 200),
      List.of("training step", "evaluating 20 batches"),
      GrowthWorker::batch),
  IMAGES(
      "images",
      "Images in the data set",
      List.of(6_000, 10_800, 19_200, 33_600, 60_000),
      List.of("evaluation", "training step", "fitting the scaler"),
      GrowthWorker::images),
  /** Multiples of 8, as the CPU computes filters in such blocks. */
  FILTERS(
      "filters",
      "Filters of one convolution",
      List.of(8, 16, 24, 48, 80),
      List.of("step, 1st convolution's", "step, 2nd convolution's"),
      GrowthWorker::filters);

  /** The name of the sizes, in the plural. */
  final String unit;

  final String title;
  final List<Integer> sizes;

  /** The names of what is timed of each size. */
  final List<String> parts;

  private final Work work;

  Axis(String unit, String title, List<Integer> sizes, List<String> parts, Work work) {
    this.unit = unit;
    this.title = title;
    this.sizes = sizes;
    this.parts = parts;
    this.work = work;
  }

  /**
   * Does the work of one size.
   *
   * @param folder an empty one, for model directories
   * @return the seconds of each part
   */
  double[] seconds(int size, Path folder) {
    return work.seconds(size, folder);
  }

  private interface Work {
    double[] seconds(int size, Path folder);
  }
}
