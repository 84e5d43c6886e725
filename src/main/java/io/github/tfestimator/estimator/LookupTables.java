package io.github.tfestimator.estimator;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.tensorflow.Graph;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;

/** The tables of a graph, such as a vocabulary's, which no checkpoint holds. */
final class LookupTables {
  private LookupTables() {}

  /** Returns the ops that fill the graph's tables. */
  static List<Op> initializers(Graph graph) {
    List<Op> initializers = new ArrayList<>();
    graph
        .operations()
        .forEachRemaining(
            op -> {
              if (op.type().startsWith("InitializeTable")
                  || op.type().startsWith("LookupTableImport")) {
                initializers.add(() -> op);
              }
            });
    return initializers;
  }

  /** Adds an op that fills all tables, if there are any: {@code tf.tables_initializer()}. */
  static Optional<Op> addInitializer(Ops tf) {
    List<Op> initializers = initializers((Graph) tf.scope().env());
    // Outside of it, TensorFlow Java drops dependencies on what initializes.
    Ops init = tf.withInitScope().withControlDependencies(initializers);
    return initializers.isEmpty()
        ? Optional.empty()
        : Optional.of(init.withName("init_all_tables").noOp());
  }
}
