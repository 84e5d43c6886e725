package io.github.tfestimator.peers;

import io.github.tfestimator.benchmark.Labeled;
import java.nio.file.Path;
import java.util.function.Function;

/**
 * The names of the compared frameworks. No method references: they would load the classes of all
 * frameworks, which not every process has the libraries for.
 */
enum FrameworkName implements Labeled {
  OURS("ours", true, true, folder -> new OursFramework(folder)),
  BARE("bare", true, false, folder -> new BareFramework(folder)),
  DJL("DJL", true, true, folder -> new DjlFramework(folder)),
  DL4J("DL4J", true, true, folder -> new Dl4jFramework(folder)),
  SAMEDIFF("SameDiff", true, true, folder -> new SameDiffFramework(folder)),
  ONNX("ONNX RT", false, false, folder -> new OnnxFramework(folder));

  private final String label;
  private final boolean trains;
  private final boolean trainsFromWeights;
  private final Function<Path, Framework> framework;

  FrameworkName(
      String label,
      boolean trains,
      boolean trainsFromWeights,
      Function<Path, Framework> framework) {
    this.label = label;
    this.trains = trains;
    this.trainsFromWeights = trainsFromWeights;
    this.framework = framework;
  }

  @Override
  public String label() {
    return label;
  }

  boolean trains() {
    return trains;
  }

  /** Returns whether its training can begin with given weights, so that steps can be compared. */
  boolean trainsFromWeights() {
    return trainsFromWeights;
  }

  /** Returns whether its model is the project's SavedModel, not a file of its own. */
  boolean readsSavedModels() {
    return this == OURS || this == BARE;
  }

  /** Returns whether its process has the class path of the Maven profile "dl4j". */
  boolean isOfDl4j() {
    return this == DL4J || this == SAMEDIFF;
  }

  /**
   * Opens the framework.
   *
   * @param folder with the weights, and for its own files
   */
  Framework framework(Path folder) {
    return framework.apply(folder);
  }
}
