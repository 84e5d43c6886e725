package io.github.tfestimator.estimator;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.io.BoundedFiles;
import io.github.tfestimator.layers.MixedPrecision;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.tensorflow.proto.DataType;
import org.tensorflow.proto.MetaGraphDef;

/** The comparison of a training's precision with the one that its checkpoint was trained in. */
final class PrecisionChange {
  private PrecisionChange() {}

  /** Logs a warning if a training goes on in another precision. */
  static void log(CheckpointReader checkpoint, Precision precision) {
    Optional<DataType> before = saved(checkpoint);
    if (before.isPresent() && before.get() != precision.dataType()) {
      Log.TENSORFLOW.warn(
          "{} was trained in {}, and goes on in {}: it won't have the bits of one training in one go.",
          checkpoint.prefix(),
          name(before.get()),
          name(precision.dataType()));
    }
  }

  /** Reads it from the graph beside the checkpoint, which nothing else needs. */
  private static Optional<DataType> saved(CheckpointReader checkpoint) {
    Path meta = checkpoint.prefix().resolveSibling(checkpoint.prefix().getFileName() + ".meta");
    try {
      BoundedFiles.requireRegular(meta); // A graph may hold more than settings do.
      var graph = MetaGraphDef.parseFrom(Files.readAllBytes(meta)).getGraphDef();
      return Optional.of(MixedPrecision.computeType(graph));
    } catch (IOException absentOrDamaged) {
      return Optional.empty();
    }
  }

  private static String name(DataType type) {
    return Arrays.stream(Precision.values())
        .filter(precision -> precision.dataType() == type)
        .findFirst()
        .orElseThrow()
        .toString();
  }
}
