package io.github.tfestimator.peers;

import java.nio.file.Path;
import java.util.function.Function;

/**
 * Who takes part. No method references: they would load the classes of all contenders, which not
 * every process has the libraries for.
 */
enum Name {
  OURS("ours", true, true, folder -> new OursContender(folder)),
  BARE("bare", true, false, folder -> new BareContender(folder)),
  DJL("DJL", true, true, folder -> new DjlContender(folder)),
  DL4J("DL4J", true, true, folder -> new Dl4jContender(folder)),
  SAMEDIFF("SameDiff", true, true, folder -> new SameDiffContender(folder)),
  ONNX("ONNX RT", false, false, folder -> new OnnxContender(folder));

  private final String label;
  private final boolean trains;
  private final boolean trainsFromWeights;
  private final Function<Path, Contender> contender;

  Name(
      String label,
      boolean trains,
      boolean trainsFromWeights,
      Function<Path, Contender> contender) {
    this.label = label;
    this.trains = trains;
    this.trainsFromWeights = trainsFromWeights;
    this.contender = contender;
  }

  String label() {
    return label;
  }

  boolean trains() {
    return trains;
  }

  /** Whether its training can begin with given weights, so that steps can be compared. */
  boolean trainsFromWeights() {
    return trainsFromWeights;
  }

  /** Whether its model is the project's SavedModel, not a file of its own. */
  boolean readsSavedModels() {
    return this == OURS || this == BARE;
  }

  /** Whether its process has the class path of the Maven profile "dl4j". */
  boolean isOfDl4j() {
    return this == DL4J || this == SAMEDIFF;
  }

  /**
   * @param folder with the weights, and for its own files
   */
  Contender contender(Path folder) {
    return contender.apply(folder);
  }
}
