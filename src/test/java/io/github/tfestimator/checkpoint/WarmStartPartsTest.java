package io.github.tfestimator.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.layers.Initializers;
import io.github.tfestimator.layers.RandomSeed;
import io.github.tfestimator.layers.Variable;
import io.github.tfestimator.layers.Variables;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.EagerSession;
import org.tensorflow.Graph;
import org.tensorflow.Operand;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;

/** Warm starts of one graph, from Python's files and from TensorFlow's own ops. */
@Tag("medium")
class WarmStartPartsTest {
  private static final Path TF2 = Path.of("src/test/resources/parity/tf2");
  private static final Pattern ALL = Pattern.compile(".*");

  private final Graph graph = new Graph();
  private final Ops tf = Ops.create(graph);
  private final Map<String, Ops> scopes = new HashMap<>();

  @TempDir private Path folder;

  @AfterEach
  void close() {
    graph.close();
  }

  @Test
  void variablesGetTheValuesOfKeras() {
    RandomSeed.set(tf, 1);
    CheckpointReader source = keras3();
    Variable<TFloat32> kernel = variable("dense_1/kernel", 4, 10);
    Variable<TFloat32> bias = variable("dense_1/bias", 10);
    var untrained =
        Variables.createUntrained(
            scopes.computeIfAbsent("dense", tf::withSubScope),
            "bias",
            Shape.of(4),
            Initializers.constant(3));
    Variable<TFloat32> other = variable("dense/kernel", 98, 5);
    try (var log = LogLines.listen();
        var session = new Session(graph)) {
      var op = WarmStart.addTo(graph, source, ALL, Map.of());
      session.initialize();
      session.run(op);
      assertThat(values(session, kernel))
          .isEqualTo(source.floats("variables/6/.ATTRIBUTES/VARIABLE_VALUE"));
      assertThat(values(session, bias))
          .isEqualTo(source.floats("variables/7/.ATTRIBUTES/VARIABLE_VALUE"));
      assertThat(values(session, untrained)).containsOnly(3);
      assertThat(values(session, other)).containsOnly(5);
      assertThat(log.all())
          .containsExactly(
              "Warm-starting from: " + source.prefix(),
              "Names in the source: dense/kernel is variables/4/.ATTRIBUTES/VARIABLE_VALUE, dense_1/bias is variables/7/.ATTRIBUTES/VARIABLE_VALUE, dense_1/kernel is variables/6/.ATTRIBUTES/VARIABLE_VALUE",
              "Warm-started: dense_1/bias, dense_1/kernel",
              "Not warm-started: dense/kernel is float32 [98, 4] there, but the model's is float32 [98, 5]");
    }
  }

  @Test
  void aVariableIsTakenByTheNameThatIsGiven() {
    CheckpointReader source = keras3();
    Variable<TFloat32> mine = variable("mine", 10);
    try (var session = new Session(graph)) {
      var op = WarmStart.addTo(graph, source, ALL, Map.of("mine", "sequential/dense_1/bias"));
      session.initialize();
      session.run(op);
      assertThat(values(session, mine))
          .isEqualTo(source.floats("variables/7/.ATTRIBUTES/VARIABLE_VALUE"));
    }
  }

  @Test
  void namesThatAreNotThereAreRefused() {
    variable("mine", 10);
    variable("other", 10);
    assertThatThrownBy(() -> WarmStart.addTo(graph, keras3(), ALL, Map.of("mine", "no such")))
        .isInstanceOf(CheckpointException.class)
        .hasMessageStartingWith(
            "Can't warm-start mine from no such: %s has no variable of that name. Take one of sequential/conv2d/bias, ",
            keras3().prefix());
    assertThatThrownBy(
            () ->
                WarmStart.addTo(
                    graph, keras3(), ALL, Map.of("gone", "variables/7/.ATTRIBUTES/VARIABLE_VALUE")))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "Can't warm-start gone from variables/7/.ATTRIBUTES/VARIABLE_VALUE: the model has no variable of that name. Take one of mine, other.");
  }

  @Test
  void whereNothingFitsTheErrorNamesSome() {
    variable("mine", 10);
    assertThatThrownBy(() -> WarmStart.addTo(graph, keras3(), ALL, Map.of()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageEndingWith(
            ", sequential/dense_1/kernel float32 [4, 10]. Take another pattern or another source, or say the variables' names in it.");
    CheckpointReader more = CheckpointReader.open(TF2.resolve("keras2_checkpoint/ckpt-1"));
    assertThatThrownBy(() -> WarmStart.addTo(graph, more, ALL, Map.of()))
        .hasMessageContaining(", dense_1/kernel float32 [4, 10] and 3 more. Take");
    CheckpointReader plain = saved(Map.of("w", tf -> tf.array(1f)));
    assertThatThrownBy(() -> WarmStart.addTo(graph, plain, ALL, Map.of()))
        .hasMessageEndingWith("There are w float32 [1]. Take another pattern or another source.");
  }

  @Test
  void aSourceThatIsNotFiniteIsRefused() {
    variable("w", 1);
    CheckpointReader diverged = saved(Map.of("w", tf -> tf.array(Float.NaN)));
    assertThatThrownBy(() -> WarmStart.addTo(graph, diverged, ALL, Map.of()))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining("it has values that are no finite numbers");
  }

  @Test
  void aReportSaysWhatBecameOfEachVariable() {
    var model = new TreeMap<>(Map.of("a", "f", "b", "f", "c", "f", "d", "f", "e", "f"));
    var report =
        WarmStartReport.of(
            model,
            new TreeMap<>(Map.of("a", "f", "b", "g")),
            Map.of("e", List.of("x/e", "y/e"), "a", List.of("x/a", "y/a")),
            Pattern.compile("[abce]"));
    assertThat(report.taken()).containsExactly("a");
    try (var log = LogLines.listen()) {
      report.log();
      assertThat(log.all())
          .containsExactly(
              "Warm-started: a",
              "Not warm-started, as [abce] doesn't match them: d",
              "Not warm-started, as they are missing there: c",
              "Not warm-started: e is the name of several variables there, x/e and y/e. Say which, as by --warm-start-name e=x/e",
              "Not warm-started: b is g there, but the model's is f");
      log.forget();
      WarmStartReport.of(new TreeMap<>(), new TreeMap<>(), Map.of(), ALL).log();
      assertThat(log.all()).isEmpty();
    }
  }

  /** The scope in which most variables fit; names that are in the source as they are go before. */
  @Test
  void theScopeIsTheOneThatFitsBest() {
    CheckpointReader source = keras3();
    var model =
        new TreeMap<>(
            Map.of(
                "bias", "float32 [2]",
                "conv2d/kernel", "float32 [5, 5, 1, 2]",
                "conv2d/bias", "float32 [2]",
                "dense/bias", "float32 [99]",
                "variables/0/.ATTRIBUTES/VARIABLE_VALUE", "float32 [5, 5, 1, 2]"));
    SourceKeys keys = SourceKeys.of(model, source, Map.of());
    assertThat(keys.byName())
        .isEqualTo(
            Map.of(
                "conv2d/kernel", "variables/0/.ATTRIBUTES/VARIABLE_VALUE",
                "conv2d/bias", "variables/1/.ATTRIBUTES/VARIABLE_VALUE",
                "dense/bias", "variables/5/.ATTRIBUTES/VARIABLE_VALUE"));
    assertThat(keys.kinds(source))
        .containsEntry("dense/bias", "float32 [4]")
        .containsEntry("variables/7/.ATTRIBUTES/VARIABLE_VALUE", "float32 [10]");
    var ofTen = new TreeMap<>(Map.of("bias", "float32 [10]"));
    assertThat(SourceKeys.of(ofTen, source, Map.of()).byName())
        .isEqualTo(Map.of("bias", "variables/7/.ATTRIBUTES/VARIABLE_VALUE"));
    var ofTwo = new TreeMap<>(Map.of("bias", "float32 [2]"));
    assertThat(SourceKeys.of(ofTwo, source, Map.of()).byName())
        .as("the first of two layers")
        .isEqualTo(Map.of("bias", "variables/1/.ATTRIBUTES/VARIABLE_VALUE"));
    try (var log = LogLines.listen()) {
      SourceKeys.of(new TreeMap<>(), source, Map.of()).log();
      assertThat(log.all()).isEmpty();
    }
  }

  @Test
  void doublesAreRoundedAndOtherKeysAreRead() {
    CheckpointReader source =
        saved(Map.of("w", tf -> tf.array(0.1, 0.2), "b/key", tf -> tf.array(7f)));
    Variable<TFloat32> w = variable("w", 2);
    Variable<TFloat32> b = variable("b", 1);
    RestoreKeys.set(tf, Map.of("b", "b/key"));
    assertThatThrownBy(() -> RestoreKeys.set(tf, Map.of()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("The graph has keys to restore from already");
    assertThat(RestoreKeys.of(graph)).isEqualTo(Map.of("b", "b/key"));
    Saver.requireNamesFree(graph);
    try (var log = LogLines.listen();
        var session = new Session(graph)) {
      Checkpoints.restore(session, source);
      assertThat(values(session, w)).containsExactly(0.1f, 0.2f);
      assertThat(values(session, b)).containsExactly(7);
      assertThat(log.all()).hasSize(2);
      assertThat(log.all().get(1))
          .startsWith(source.prefix() + " has float64 variables")
          .contains(" Rounded to the model's float32: w. ");
    }
    assertThat(SinglePrecision.fits("float64 [2]", "float32 [2]")).isTrue();
    assertThat(SinglePrecision.fits("float32 [2]", "float64 [2]")).isFalse();
    assertThat(SinglePrecision.fits("float64 [2]", "float32 [3]")).isFalse();
  }

  private static CheckpointReader keras3() {
    return CheckpointReader.open(TF2.resolve("keras3_export/variables/variables"));
  }

  private CheckpointReader saved(Map<String, Function<Ops, Operand<?>>> values) {
    Path prefix = folder.resolve("v");
    List<String> names = List.copyOf(values.keySet());
    try (var session = EagerSession.create()) {
      Ops eager = Ops.create(session);
      List<Operand<?>> operands = new ArrayList<>();
      names.forEach(name -> operands.add(values.get(name).apply(eager)));
      Saver.save(eager, eager.constant(prefix.toString()), names, operands);
    }
    return CheckpointReader.open(prefix);
  }

  private Variable<TFloat32> variable(String name, long... shape) {
    int slash = name.indexOf('/');
    Ops scope = slash < 0 ? tf : scopes.computeIfAbsent(name.substring(0, slash), tf::withSubScope);
    return Variables.create(
        scope, name.substring(slash + 1), Shape.of(shape), Initializers.constant(5));
  }

  private static float[] values(Session session, Variable<TFloat32> variable) {
    try (Result result = session.runner().fetch(variable.value()).run()) {
      TFloat32 tensor = (TFloat32) result.get(0);
      float[] values = new float[(int) tensor.size()];
      tensor.asRawTensor().data().asFloats().read(values);
      return values;
    }
  }
}
