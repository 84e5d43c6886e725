package io.github.tfestimator.export;

import io.github.tfestimator.estimator.ServingGraph;
import io.github.tfestimator.estimator.ServingSignature;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.tensorflow.SavedModelBundle;
import org.tensorflow.Signature;

/** Writes graph, variables and signatures. */
final class SavedModelWriter {
  private SavedModelWriter() {}

  /** The signatures as the SavedModel states them, in their order. */
  static List<Signature> signatures(ServingGraph graph) {
    return graph.signatures().stream().map(definition -> signature(graph, definition)).toList();
  }

  private static Signature signature(ServingGraph graph, ServingSignature definition) {
    // Not Signature.builder(key): that would name the method so too.
    var signature = Signature.builder().key(definition.key()).methodName(definition.method());
    definition.inputs().forEach(signature::input);
    graph.outputs(definition).forEach(signature::output);
    return signature.build();
  }

  static void write(ServingGraph graph, List<Signature> signatures, Path folder)
      throws IOException {
    SavedModelBundle.exporter(folder.toString())
        .withTags(SavedModelBundle.DEFAULT_TAG)
        .withSession(graph.session())
        .withSignatures(signatures.toArray(Signature[]::new))
        .export();
  }
}
