package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.types.family.TType;

/** Checkpoints that TensorFlow itself refuses to restore. */
class RestoreTest {
  @TempDir private Path folder;

  @Test
  void aCheckpointThatBecameAnotherMeanwhileIsNamed() throws IOException {
    Path mine = Files.createDirectory(folder.resolve("mine"));
    Path other = Files.createDirectory(folder.resolve("other"));
    try (Graph graph = new Graph();
        Session session = session(graph, tf -> tf.constant(1))) {
      Checkpoints.in(mine, 0).save(session, 1);
      CheckpointReader checkpoint = Checkpoints.in(mine, 0).newest().orElseThrow();
      saveFloat(other);
      copy(other, mine);
      assertThatThrownBy(() -> Checkpoints.restore(session, checkpoint))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("Checkpoint %s can't be restored: ", checkpoint.prefix());
    }
  }

  private static void saveFloat(Path folder) {
    try (Graph graph = new Graph();
        Session session = session(graph, tf -> tf.constant(1f))) {
      Checkpoints.in(folder, 0).save(session, 1);
    }
  }

  private static <T extends TType> Session session(Graph graph, Function<Ops, Operand<T>> initial) {
    Ops tf = Ops.create(graph);
    Operand<T> value = initial.apply(tf);
    var session = new Session(graph);
    session.run(tf.assign(tf.withName("v").variable(value.shape(), value.type()), value));
    return session;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }
}
