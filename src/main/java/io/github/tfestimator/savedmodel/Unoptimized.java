package io.github.tfestimator.savedmodel;

import org.tensorflow.proto.ConfigProto;
import org.tensorflow.proto.GraphOptions;
import org.tensorflow.proto.OptimizerOptions;
import org.tensorflow.proto.RewriterConfig;
import org.tensorflow.proto.SavedModel;

/**
 * The configuration of sessions that run a graph just a few times. TensorFlow optimizes a graph
 * anew for each set of inputs and outputs, with all functions that lead there: that takes ten times
 * as long as to run it once.
 */
public final class Unoptimized {
  /**
   * The attribute of functions that TensorFlow doesn't optimize, {@code data::kTFDataFunction} of
   * {@code tensorflow/core/framework/dataset.h}. Exports give it to what runs for each image.
   */
  public static final String MARK = "_tf_data_function";

  private Unoptimized() {}

  /**
   * Tells whether a model should be served as it is. Beside functions for images, which TensorFlow
   * takes along whenever it optimizes the graph around them, each signature takes three times as
   * long to be ready, and answers no sooner (src/benchmark/NOTES.md).
   *
   * @param model a SavedModel
   * @return whether it has functions with the {@link #MARK}
   */
  public static boolean suits(SavedModel model) {
    return model.getMetaGraphsList().stream()
        .flatMap(graph -> graph.getGraphDef().getLibrary().getFunctionList().stream())
        .anyMatch(function -> function.containsAttr(MARK));
  }

  /**
   * Returns the configuration of a session for small work beside a model's, such as decoding. It
   * leaves GPUs alone, whose memory the first session that sees them would take.
   *
   * @return threads as TensorFlow has them, without GPUs and without optimizing
   */
  public static ConfigProto onCpu() {
    return of(ConfigProto.newBuilder().putDeviceCount("GPU", 0).build());
  }

  /**
   * Returns the configuration of a session that runs its graph as it is.
   *
   * @param config the session's threads and devices
   * @return the same, without optimizing
   */
  public static ConfigProto of(ConfigProto config) {
    return config.toBuilder()
        .setGraphOptions(
            GraphOptions.newBuilder()
                .setRewriteOptions(RewriterConfig.newBuilder().setDisableMetaOptimizer(true))
                .setOptimizerOptions(
                    OptimizerOptions.newBuilder().setOptLevel(OptimizerOptions.Level.L0)))
        .build();
  }
}
