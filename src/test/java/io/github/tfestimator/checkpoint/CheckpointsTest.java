package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.layers.Initializers;
import io.github.tfestimator.layers.RandomSeed;
import io.github.tfestimator.layers.Variables;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Op;
import org.tensorflow.op.Ops;
import org.tensorflow.op.core.Placeholder;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Saving and restoring of a session with a float and a step. */
class CheckpointsTest {
  private final Graph graph = new Graph();
  private final Session session = new Session(graph);

  @TempDir private Path folder;
  private Path modelDir;
  private Placeholder<TFloat32> value;
  private Op assign;

  @BeforeEach
  void setUp() throws IOException {
    modelDir = Files.createDirectory(folder.resolve("model"));
    Ops tf = Ops.create(graph);
    value = tf.placeholder(TFloat32.class);
    assign = tf.assign(tf.withName("v").variable(Shape.scalar(), TFloat32.class), value);
    var step = tf.withName("global_step").variable(Shape.scalar(), TInt64.class);
    session.run(tf.assign(step, tf.constant(7L)));
    set(1);
  }

  @AfterEach
  void close() {
    session.close();
    graph.close();
  }

  @Test
  void onlyTheNewestAreKept() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(modelDir, 2).whereOthersCount();
    for (int step : new int[] {1, 2, 3}) {
      assertThat(checkpoints.save(session, step)).isTrue();
    }
    assertThat(checkpoints.isSaved(1)).isFalse();
    assertThat(checkpoints.isSaved(2)).isTrue();
    assertThat(names()).containsExactlyInAnyOrderElementsOf(namesOf(2, 3));
    assertThat(modelDir.resolve("checkpoint"))
        .hasContent(
            """
            model_checkpoint_path: "model.ckpt-3"
            all_model_checkpoint_paths: "model.ckpt-2"
            all_model_checkpoint_paths: "model.ckpt-3"
            """);
  }

  @Test
  void variablesOfTensorFlowJavaAreNotTrained() {
    assertThat(GraphVariables.of(graph).get("v").isTrainable()).isFalse();
  }

  @Test
  void zeroKeepsAll() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(modelDir, 0).whereOthersCount();
    for (int step : new int[] {1, 2, 3}) {
      checkpoints.save(session, step);
    }
    assertThat(names()).containsExactlyInAnyOrderElementsOf(namesOf(1, 2, 3));
  }

  @Test
  void whatIsNotFiniteIsNotSaved() throws IOException {
    set(Float.NaN);
    assertThat(Checkpoints.in(modelDir, 2).save(session, 7)).isFalse();
    assertThat(names()).isEmpty();
  }

  @Test
  void aDamagedOneIsForgottenByTheNextSave() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(modelDir, 2).whereOthersCount();
    checkpoints.save(session, 1);
    checkpoints.save(session, 2);
    Path data = modelDir.resolve("model.ckpt-2.data-00000-of-00001");
    Files.write(data, new byte[1]);
    assertThat(checkpoints.newest().orElseThrow().prefix())
        .isEqualTo(modelDir.resolve("model.ckpt-1"));
    checkpoints.save(session, 3);
    assertThat(checkpoints.isSaved(1)).isTrue();
    assertThat(checkpoints.isSaved(2)).isFalse();
    assertThat(data).as("left to be looked at").exists();
  }

  @Test
  void anotherModelsCheckpointIsRefused() {
    Checkpoints.in(modelDir, 1).save(session, 7);
    CheckpointReader saved = Checkpoints.in(modelDir, 1).newest().orElseThrow();
    try (Graph other = new Graph();
        Session restored = new Session(other)) {
      Ops tf = Ops.create(other);
      var one = tf.withName("v").variable(Shape.of(2), TFloat32.class);
      var two = tf.withName("w").variable(Shape.of(2), TFloat32.class);
      tf.withControlDependencies(List.<Op>of(one, two)).noOp();
      assertThatThrownBy(() -> Checkpoints.restore(restored, saved))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith(
              "Checkpoint %s is of another model: v is float32 [], but the model's is float32 [2]; w is missing. ",
              saved.prefix());
    }
  }

  @Test
  void allVariablesAreReplacedAtOnce() {
    Ops tf = Ops.create(graph);
    Op twice = AllVariables.replace(tf, read -> twice(tf, read));
    session.run(twice);
    Checkpoints checkpoints = Checkpoints.in(modelDir, 1);
    checkpoints.save(session, 14);
    CheckpointReader saved = checkpoints.newest().orElseThrow();
    assertThat(saved.floats("v")).containsExactly(2);
    assertThat(saved.globalStep()).isEqualTo(14);
    assertThat(saved.findGlobalStep()).hasValue(14);
    assertThat(saved.shapes()).isEqualTo(Map.of("v", List.of(), "global_step", List.of()));
  }

  private static <T extends TType> Operand<T> twice(Ops tf, Operand<T> value) {
    return tf.math.add(value, value);
  }

  /** A session gives initial values at its first run, where the graph has a seed. */
  @Test
  void initialValuesAreTold() {
    for (boolean seeded : new boolean[] {false, true}) {
      try (Graph other = new Graph();
          Session fresh = new Session(other)) {
        Ops tf = Ops.create(other);
        if (seeded) {
          RandomSeed.set(tf, 1);
        }
        Variables.createUntrained(tf, "w", Shape.scalar(), Initializers.zeros());
        assertThat(isTrue(fresh, AllVariables.areInitialized(tf))).isEqualTo(seeded);
      }
    }
  }

  private static boolean isTrue(Session session, Operand<TBool> condition) {
    try (Result result = session.runner().fetch(condition).run()) {
      return ((TBool) result.get(0)).getBoolean();
    }
  }

  @Test
  void aCheckpointWithoutGlobalStepSaysSo() {
    try (Graph other = new Graph();
        Session fresh = new Session(other)) {
      Ops tf = Ops.create(other);
      fresh.run(
          tf.assign(tf.withName("w").variable(Shape.scalar(), TFloat32.class), tf.constant(1f)));
      Checkpoints checkpoints = Checkpoints.in(modelDir, 1);
      checkpoints.save(fresh, 3);
      CheckpointReader saved = checkpoints.newest().orElseThrow();
      assertThat(saved.findGlobalStep()).isEmpty();
      assertThatThrownBy(saved::globalStep)
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("Checkpoint %s has no variable global_step", saved.prefix());
    }
  }

  @Test
  void opsOfTheSaversNamesAreRefused() {
    try (Graph other = new Graph()) {
      Ops.create(other).withName("save").constant(1);
      assertThatIllegalStateException()
          .isThrownBy(() -> Checkpoints.requireNamesFree(other))
          .withMessageStartingWith("The model function made the op save, ");
    }

    Checkpoints.requireNamesFree(graph);
    Ops.create(graph).withSubScope("save").withName("mine").constant(1);
    assertThatIllegalStateException()
        .isThrownBy(() -> Checkpoints.requireNamesFree(graph))
        .withMessageStartingWith("The model function made the op save/mine, ");
  }

  @Test
  void aDirectoryThatWasReplacedIsNotSavedInto() throws IOException {
    try (ModelDir held = ModelDir.hold(modelDir)) {
      Checkpoints checkpoints = Checkpoints.in(held, 1);
      checkpoints.save(session, 7);
      Files.move(modelDir, folder.resolve("moved"));
      Files.createDirectory(modelDir);
      assertThatThrownBy(() -> checkpoints.save(session, 7))
          .isInstanceOf(CheckpointException.class)
          .hasMessageStartingWith("The model directory %s was deleted, moved or replaced", modelDir)
          .hasMessageContaining("there is no such file");
      Files.createFile(modelDir.resolve(".lock"));
      assertThatThrownBy(() -> checkpoints.save(session, 7))
          .hasMessageContaining("it is another file");
      assertThat(names()).containsExactly(".lock");
    }
  }

  @Test
  void theGraphIsWrittenAsText() throws IOException {
    Checkpoints checkpoints = Checkpoints.in(modelDir, 1);
    checkpoints.writeGraph(graph);
    assertThat(modelDir.resolve("graph.pbtxt")).content().contains("name: \"global_step\"");
    Files.delete(modelDir.resolve("graph.pbtxt"));
    Files.delete(modelDir);
    assertThatThrownBy(() -> checkpoints.writeGraph(graph))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith("Can't save %s: ", modelDir.resolve("graph.pbtxt"));
  }

  private void set(float to) {
    try (TFloat32 tensor = TFloat32.scalarOf(to)) {
      session.runner().addTarget(assign).feed(value, tensor).run();
    }
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(modelDir)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }

  private static List<String> namesOf(int... steps) {
    var names = new ArrayList<>(List.of("checkpoint"));
    for (int step : steps) {
      for (String suffix : List.of(".meta", ".index", ".data-00000-of-00001")) {
        names.add("model.ckpt-" + step + suffix);
      }
    }
    return names;
  }
}
