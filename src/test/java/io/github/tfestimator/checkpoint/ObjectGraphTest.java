package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.layers.Initializers;
import io.github.tfestimator.layers.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.ndarray.NdArrays;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.TrackableObjectGraphOuterClass.TrackableObjectGraph;
import org.tensorflow.types.TString;

/** Keys of TensorFlow 2's checkpoints: of Python's files, and of some with names that clash. */
class ObjectGraphTest {
  private static final Path TF2 = Path.of("src/test/resources/parity/tf2");
  private static final List<String> LAYERS = List.of("conv2d", "conv2d_1", "dense", "dense_1");
  private static final String VALUE = "/.ATTRIBUTES/VARIABLE_VALUE";

  @TempDir private Path folder;

  private final EagerSession session = EagerSession.create();
  private final Ops tf = Ops.create(session);
  private final Map<String, Operand<?>> values = new LinkedHashMap<>();
  private final TrackableObjectGraph.Builder graph = TrackableObjectGraph.newBuilder();

  @ParameterizedTest
  @CsvSource({"keras2_export, ''", "keras3_export, sequential/"})
  void kerassExportsNumberTheirVariables(String name, String scope) {
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < LAYERS.size(); i++) {
      expected.put(scope + LAYERS.get(i) + "/kernel", "variables/%d".formatted(2 * i) + VALUE);
      expected.put(scope + LAYERS.get(i) + "/bias", "variables/%d".formatted(2 * i + 1) + VALUE);
    }
    Path prefix = TF2.resolve(name).resolve("variables/variables");
    assertThat(CheckpointReader.open(prefix).keysByName()).isEqualTo(expected);
  }

  @Test
  void kerassCheckpointsHaveNoSlotsAmongTheKeys() {
    Map<String, String> expected = new TreeMap<>();
    for (int i = 0; i < LAYERS.size(); i++) {
      for (String part : List.of("/kernel", "/bias")) {
        expected.put(
            LAYERS.get(i) + part, "model/layer_with_weights-%d".formatted(i) + part + VALUE);
      }
    }
    expected.put("iteration", "model/optimizer/_iterations" + VALUE);
    expected.put("learning_rate", "model/optimizer/_learning_rate" + VALUE);
    expected.put("save_counter", "save_counter" + VALUE);
    assertThat(CheckpointReader.open(TF2.resolve("keras2_checkpoint/ckpt-1")).keysByName())
        .isEqualTo(expected);
  }

  /**
   * As in Keras 3 exports: objects of their own, of the same names and values, in another order.
   */
  @Test
  void kerassSecondListIsOfTheSameVariables() {
    add("_all_variables/0", "v", tf.array(3f));
    add("_all_variables/1", "w:0", tf.array(1f, 2f));
    add("_all_variables/2", "other", tf.array(4f));
    add("_all_variables/3", "v", tf.array(5f));
    add("variables/0", "w:0", tf.array(1f, 2f));
    add("variables/1", "v", tf.array(3f));
    assertThat(keys())
        .isEqualTo(
            Map.of(
                "w", "variables/0" + VALUE,
                "other", "_all_variables/2" + VALUE,
                "_all_variables/3", "_all_variables/3" + VALUE,
                "variables/1", "variables/1" + VALUE));
    assertShown("_all_variables/2", "_all_variables/3", "variables/0", "variables/1");
  }

  /** Two biases are alike before the first step, and two optimizers' steps at any time. */
  @Test
  void variablesOfOneNameAndValueAreSeveral() {
    for (String key : List.of("a", "b", "gen_optimizer/_iterations", "optimizer/_iterations")) {
      add(key, key.endsWith("s") ? "iteration" : "bias:0", tf.array(0f, 0f));
    }
    for (int i = 0; i < 3; i++) {
      add("_all_variables/" + i, "bias", tf.array(0f, 0f));
    }
    assertThat(keys())
        .hasSize(5)
        .allSatisfy((name, key) -> assertThat(key).isEqualTo(name + VALUE));
    assertShown("_all_variables/2", "a", "b", "gen_optimizer/_iterations", "optimizer/_iterations");
    assertThat(CheckpointReader.open(folder.resolve("v")).ambiguousNames())
        .containsEntry("bias", List.of("_all_variables/2", "a", "b"));
  }

  /** It has one key, by one of the paths. */
  @Test
  void aVariableOfSeveralPathsIsOne() {
    add("a", "w:0", tf.array(1f));
    graph.addNodesBuilder().addChildrenBuilder().setLocalName("a").setNodeId(0);
    graph.addNodesBuilder().addChildrenBuilder().setLocalName("b").setNodeId(0);
    assertThat(keys()).isEqualTo(Map.of("w", "a" + VALUE));
    assertShown("a");
  }

  private void assertShown(String... paths) {
    assertThat(CheckpointReader.open(folder.resolve("v")).variables())
        .extracting(variable -> variable.name().replace(VALUE, ""))
        .filteredOn(name -> !name.equals(ObjectGraph.KEY))
        .containsExactly(paths);
  }

  @Test
  void differentVariablesOfOneNameAreToldByTheirKeys() {
    add("a", "w", tf.array(1f, 2f));
    add("b", "w", tf.array(1f, 3f));
    add("c", "", tf.array(4f));
    add("d", "shape", tf.array(0f));
    add("e", "shape", tf.constant(new float[1][1]));
    add("f", "type", tf.array(0f));
    add("g", "type", tf.array(0));
    assertThat(keys())
        .hasSize(7)
        .allSatisfy((name, key) -> assertThat(key).isEqualTo(name + VALUE));
  }

  @Test
  void slotsAndOtherAttributesAreLeftOut() {
    add("a", "w", tf.array(1f));
    add("model/optimizer/_variables/1", "w", tf.array(2f));
    add("optimizer1/_variables/1", "x", tf.array(2f));
    add("b/.OPTIMIZER_SLOT/optimizer/m", "y", tf.array(2f));
    values.put("a/.ATTRIBUTES/OBJECT_CONFIG_JSON", tf.array(3f));
    graph
        .addNodesBuilder()
        .addAttributesBuilder()
        .setFullName("n")
        .setCheckpointKey("gone" + VALUE);
    graph
        .addNodesBuilder()
        .addAttributesBuilder()
        .setFullName("o")
        .setCheckpointKey("a/.ATTRIBUTES/OBJECT_CONFIG_JSON");
    assertThat(keys()).isEqualTo(Map.of("w", "a" + VALUE));
  }

  @Test
  void aCheckpointOfTensorFlow1HasNoKeys() {
    values.put("w", tf.array(1f));
    assertThat(save().keysByName()).isEmpty();
  }

  @Test
  void aDamagedGraphIsNamed() {
    values.put(ObjectGraph.KEY, tf.constant("no graph"));
    assertThatThrownBy(this::save)
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(folder.resolve("v.index").toString())
        .hasMessageContaining("the value of _CHECKPOINTABLE_OBJECT_GRAPH can't be read");
  }

  private void add(String path, String name, Operand<?> value) {
    values.put(path + VALUE, value);
    graph.addNodesBuilder().addAttributesBuilder().setFullName(name).setCheckpointKey(path + VALUE);
  }

  private Map<String, String> keys() {
    byte[] bytes = graph.build().toByteArray();
    try (TString content = TString.tensorOfBytes(NdArrays.scalarOfObject(bytes))) {
      values.put(ObjectGraph.KEY, tf.constantOf(content));
      return save().keysByName();
    }
  }

  /** Both are in the file: to call the variable missing would be wrong. */
  @Test
  void aWarmStartSaysThatANameIsOfSeveralVariables() {
    add("a", "dense/kernel:0", tf.array(1f, 2f));
    add("b", "dense/kernel:0", tf.array(1f, 3f));
    add("c", "", tf.array(5f));
    add("d", "", tf.array(6f));
    keys();
    CheckpointReader source = CheckpointReader.open(folder.resolve("v"));
    var model = new TreeMap<>(Map.of("dense/kernel", "float32 [2]", "dense/bias", "float32 [1]"));
    assertThat(SourceKeys.of(model, source, Map.of()).ambiguous())
        .isEqualTo(Map.of("dense/kernel", List.of("a", "b")));
    SourceKeys named = SourceKeys.of(model, source, Map.of("dense/kernel", "b"));
    assertThat(named.ambiguous()).isEmpty();
    assertThat(named.byName()).isEqualTo(Map.of("dense/kernel", "b" + VALUE));
    assertRefused(source);
    assertThatThrownBy(() -> SourceKeys.of(model, source, Map.of("dense/bias", "dense/kernel")))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "Can't warm-start dense/bias from dense/kernel: several variables of %s have that name. Take one of a, b.",
            source.prefix());
  }

  private static void assertRefused(CheckpointReader source) {
    try (var model = new Graph()) {
      Ops ops = Ops.create(model);
      Variables.create(ops.withSubScope("dense"), "kernel", Shape.of(2), Initializers.constant(0));
      assertThatThrownBy(() -> WarmStart.addTo(model, source, Pattern.compile(".*"), Map.of()))
          .isInstanceOf(CheckpointException.class)
          .hasMessage(
              "Can't warm-start from %s: dense/kernel is the name of several variables there, a and b. Say which, as by --warm-start-name dense/kernel=a.",
              source.prefix());
    }
  }

  /** Saves the values, and opens them. */
  private CheckpointReader save() {
    Path prefix = folder.resolve("v");
    Saver.save(
        tf, tf.constant(prefix.toString()), values.keySet(), new ArrayList<>(values.values()));
    session.close();
    return CheckpointReader.open(prefix);
  }
}
