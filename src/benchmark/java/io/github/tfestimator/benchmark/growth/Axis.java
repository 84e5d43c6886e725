package io.github.tfestimator.benchmark.growth;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** What grows, from each first size to ten times that. */
enum Axis {
  STEPS("steps", "Steps of a training", List.of(100, 180, 320, 560, 1_000), TrainingWork::steps),
  BATCH("batch size", "Batch size", List.of(20, 36, 64, 112, 200), TrainingWork::batch),
  IMAGES(
      "pictures",
      "Pictures in the data set",
      List.of(6_000, 10_800, 19_200, 33_600, 60_000),
      ImageWork::images),
  /** Multiples of 8, as the CPU computes filters in such blocks. */
  FILTERS(
      "filters", "Filters of one convolution", List.of(8, 16, 24, 48, 80), TrainingWork::filters);

  /** What one size is, in the plural. */
  final String unit;

  final String title;
  final List<Integer> sizes;
  private final Work work;

  Axis(String unit, String title, List<Integer> sizes, Work work) {
    this.unit = unit;
    this.title = title;
    this.sizes = sizes;
    this.work = work;
  }

  /**
   * Does the work of one size.
   *
   * @param folder an empty one, for model directories
   * @return the seconds that each part took
   */
  Map<String, Double> seconds(int size, Path folder) {
    return work.seconds(size, folder);
  }

  private interface Work {
    Map<String, Double> seconds(int size, Path folder);
  }
}
