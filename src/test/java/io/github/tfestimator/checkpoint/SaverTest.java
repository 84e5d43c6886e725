package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.Initializers;
import io.github.tfestimator.layers.RandomSeed;
import io.github.tfestimator.layers.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Variable;
import org.tensorflow.proto.MetaGraphDef;
import org.tensorflow.proto.VariableDef;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** The ops that save and restore a graph's variables. */
class SaverTest {
  @TempDir private Path folder;

  @Test
  void variablesOfAllTypesComeBack() {
    try (Graph graph = new Graph()) {
      Ops tf = seeded(graph);
      List<Operand<?>> values =
          List.of(
              add(tf, TFloat32.class, tf.array(1.5f, -2f)),
              add(tf, TFloat64.class, tf.array(0.1, 0.2)),
              add(tf, TInt32.class, tf.array(7, 8)),
              add(tf, TInt64.class, tf.array(1L << 40, 2)),
              add(tf, TBool.class, tf.array(true, false)),
              reference(tf, tf.array(3f, 4f)));
      List<String> before;
      try (Session session = new Session(graph)) {
        session.initialize();
        before = fetch(session, values);
        Checkpoints.in(folder, 1).save(session, 1);
      }
      try (Session session = new Session(graph)) {
        CheckpointReader saved = Checkpoints.in(folder, 1).newest().orElseThrow();
        assertThat(saved.variables()).hasSize(values.size());
        Checkpoints.restore(session, saved);
        assertThat(fetch(session, values)).isEqualTo(before);
      }
    }
  }

  @Test
  void aGraphIsGivenTheOpsOnce() {
    try (Graph graph = new Graph()) {
      Ops tf = seeded(graph);
      add(tf, TFloat32.class, tf.array(1.5f, -2f));
      Saver.addTo(graph);
      int ops = graph.toGraphDef().getNodeCount();
      Saver.addTo(graph);
      assertThat(graph.toGraphDef().getNodeCount()).isEqualTo(ops);
    }
  }

  @Test
  void aGraphWithoutVariablesSavesNothing() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Saver.addTo(graph);
      session.save(folder.resolve("nothing").toString());
      assertThat(folder.resolve("nothing.index")).doesNotExist();
    }
  }

  @Test
  void theMetaFileListsTheVariablesAsPythonDoes() throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = seeded(graph);
      var layer = tf.withSubScope("dense");
      Variables.create(layer, "kernel", Shape.of(2), Initializers.zeros());
      Variables.createUntrained(layer, "mean", Shape.of(2), Initializers.zeros());
      session.initialize();
      Checkpoints.in(folder, 1).save(session, 1);
    }
    var meta = MetaGraphDef.parseFrom(Files.readAllBytes(folder.resolve("model.ckpt-1.meta")));
    assertThat(listed(meta, "variables"))
        .containsExactly("dense/kernel:0 true", "dense/mean:0 false");
    assertThat(listed(meta, "trainable_variables")).containsExactly("dense/kernel:0 true");
    assertThat(meta.getSaverDef().getSaveTensorName()).isEqualTo("save/control_dependency:0");
    assertThat(meta.getSaverDef().getRestoreOpName()).isEqualTo("save/restore_all");
  }

  @Test
  void aStepThatTheGraphDidntCountIsNotSaved() throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      GlobalStep.create(seeded(graph));
      session.initialize();
      Checkpoints checkpoints = Checkpoints.in(folder, 2);
      checkpoints.save(session, 0);
      assertThatThrownBy(() -> checkpoints.save(session, 2))
          .isInstanceOf(CheckpointException.class)
          .hasMessage(
              "Can't save %s: its global_step is 0, but must be 2: the train op must move global_step by one in each step. The checkpoints saved before stand; remove the cause, or choose another model directory."
                  .formatted(folder.resolve("model.ckpt-2")));
      assertThat(checkpoints.newest().orElseThrow().globalStep()).isZero();
      try (Stream<Path> files = Files.list(folder)) {
        assertThat(files).noneMatch(file -> file.toString().contains("ckpt-2"));
      }
    }
  }

  @Test
  void anErrorEndsEachSentenceOnce() throws IOException {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      GlobalStep.create(seeded(graph));
      session.initialize();
      Files.writeString(folder.resolve("checkpoint"), "no state");
      assertThatThrownBy(() -> Checkpoints.in(folder, 1).save(session, 0))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("Can't save ")
          .hasMessageContaining(". The checkpoints saved before stand")
          .message()
          .doesNotContain("..");
    }
  }

  private static List<String> listed(MetaGraphDef meta, String collection)
      throws InvalidProtocolBufferException {
    List<String> listed = new ArrayList<>();
    for (ByteString bytes :
        meta.getCollectionDefOrThrow(collection).getBytesList().getValueList()) {
      VariableDef variable = VariableDef.parseFrom(bytes);
      assertThat(variable.getIsResource()).isTrue();
      assertThat(variable.getInitializerName())
          .isEqualTo(variable.getVariableName().replace(":0", "/Assign"));
      listed.add(variable.getVariableName() + " " + variable.getTrainable());
    }
    return listed;
  }

  private static Ops seeded(Graph graph) {
    Ops tf = Ops.create(graph);
    RandomSeed.set(tf, 1);
    return tf;
  }

  private static <T extends TType> Operand<T> add(Ops tf, Class<T> type, Operand<T> values) {
    return Variables.createUntrained(
            tf, type.getSimpleName(), values.shape(), type, init -> init.identity(values))
        .value();
  }

  private static Operand<?> reference(Ops tf, Operand<TFloat32> values) {
    Variable<TFloat32> variable = tf.withName("reference").variable(values.shape(), TFloat32.class);
    var init = tf.withInitScope();
    init.assign(variable, init.identity(values));
    return variable;
  }

  private static List<String> fetch(Session session, List<Operand<?>> values) {
    List<String> bytes = new ArrayList<>();
    for (Operand<?> value : values) {
      try (Result result = session.runner().fetch(value).run()) {
        var data = result.get(0).asRawTensor().data();
        byte[] copy = new byte[Math.toIntExact(data.size())];
        data.read(copy);
        bytes.add(HexFormat.of().formatHex(copy));
      }
    }
    return bytes;
  }
}
