package io.github.tfestimator.peers;

import io.github.tfestimator.Tensors;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.savedmodel.SavedModelVersions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.family.TType;

/** The model that comes with the project, whose weights all frameworks use. */
final class CommittedModel {
  static final Path VERSIONS = Path.of("savedmodel/mnist_cnn");

  private CommittedModel() {}

  static Path folder() {
    try {
      return SavedModelVersions.highest(VERSIONS)
          .orElseThrow(
              () ->
                  new IllegalStateException(
                      "There is no SavedModel in %s: run in the project's folder."
                          .formatted(VERSIONS.toAbsolutePath())));
    } catch (IOException e) {
      throw new UncheckedIOException("%s can't be read: %s".formatted(VERSIONS, e), e);
    }
  }

  static Weights weights() {
    Path prefix = folder().resolve("variables/variables");
    List<Class<? extends TType>> types = List.of(TFloat32.class);
    Map<String, float[]> weights = new TreeMap<>();
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      for (VariableInfo variable : CheckpointReader.open(prefix).variables()) {
        if (variable.dtype().equals("float32")) {
          var name = tf.array(variable.name());
          var value = tf.train.restore(tf.constant(prefix.toString()), name, tf.array(""), types);
          weights.put(variable.name(), Tensors.floats(session, value.tensors().get(0)));
        }
      }
    }
    return new Weights(weights);
  }
}
