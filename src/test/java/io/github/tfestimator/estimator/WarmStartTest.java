package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.QuietLog;
import io.github.tfestimator.checkpoint.CheckpointException;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.checkpoint.VariableInfo;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.op.Ops;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;

/** The values that a training with {@link WarmStartSettings} begins with, compared by SHA-256. */
@Tag("medium")
class WarmStartTest {
  private static final List<String> ALL =
      List.of("dense/bias", "dense/kernel", "dense_1/bias", "dense_1/kernel");

  @RegisterExtension private final QuietLog log = new QuietLog();

  @TempDir private Path folder;
  private Path source;
  private Map<String, String> sourceValues;

  @BeforeEach
  void trainTheSource() {
    source = folder.resolve("source");
    TinyModel.in(source).train(TinyModel.TRAIN, Steps.more(5));
    sourceValues = values(source.resolve("model.ckpt-5"));
    log.lines().forget();
  }

  @Test
  void allVariablesAreTakenAndTheStepsBeginAtZero() {
    Map<String, String> first = firstValues(8, WarmStartSettings.from(source));
    assertThat(taken(first)).isEqualTo(ALL);
    assertThat(CheckpointReader.open(folder.resolve("model/model.ckpt-0")).globalStep()).isZero();
    assertThat(log.lines().startingWith("Warm-start"))
        .containsExactly(
            "Warm-starting from: " + source.resolve("model.ckpt-5"),
            "Warm-started: dense/bias, dense/kernel, dense_1/bias, dense_1/kernel");
    assertThat(log.lines().startingWith("Not warm-start")).isEmpty();
  }

  @Test
  void aPrefixNamesOneCheckpointOfSeveral() {
    sourceValues = values(source.resolve("model.ckpt-0"));
    var atTheStart = WarmStartSettings.from(source.resolve("model.ckpt-0"));
    assertThat(taken(firstValues(8, atTheStart))).isEqualTo(ALL);
  }

  @Test
  void aPatternIsMatchedAtTheBeginningOfNames() {
    Map<String, String> fresh = freshValues(8);
    Map<String, String> first = firstValues(8, WarmStartSettings.from(source).withVars("dense/"));
    assertThat(taken(first)).containsExactly("dense/bias", "dense/kernel");
    assertThat(first).containsEntry("dense_1/bias", fresh.get("dense_1/bias"));
    assertThat(first).containsEntry("dense_1/kernel", fresh.get("dense_1/kernel"));
    assertThat(log.lines().all())
        .contains(
            "Warm-started: dense/bias, dense/kernel",
            "Not warm-started, as dense/ doesn't match them: dense_1/bias, dense_1/kernel");
  }

  @Test
  void aPatternNeedNotMatchWholeNames() {
    Map<String, String> first = firstValues(8, WarmStartSettings.from(source).withVars("dense_?1"));
    assertThat(taken(first)).containsExactly("dense_1/bias", "dense_1/kernel");
  }

  @Test
  void variablesOfAnotherShapeStartAfreshAndAreNamed() {
    Map<String, String> fresh = freshValues(9);
    Map<String, String> first = firstValues(9, WarmStartSettings.from(source));
    assertThat(taken(first)).containsExactly("dense_1/bias");
    for (String name : List.of("dense/bias", "dense/kernel", "dense_1/kernel")) {
      assertThat(first).containsEntry(name, fresh.get(name));
    }
    assertThat(log.lines().startingWith("Not warm-started"))
        .containsExactly(
            "Not warm-started: dense/bias is float32 [8] there, but the model's is float32 [9]",
            "Not warm-started: dense/kernel is float32 [6, 8] there, but the model's is float32 [6, 9]",
            "Not warm-started: dense_1/kernel is float32 [8, 3] there, but the model's is float32 [9, 3]");
  }

  @Test
  void whatIsMissingOrOfAnotherTypeBeginsAfreshAndIsNamed() {
    Path prefix = folder.resolve("other");
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var layer = tf.withSubScope("dense");
      var kernel = layer.withName("kernel").variable(Shape.of(6, 8), TFloat32.class);
      var bias = layer.withName("bias").variable(Shape.of(8), TInt64.class);
      session.run(tf.assign(kernel, tf.fill(tf.array(6, 8), tf.constant(0.5f))));
      session.run(tf.assign(bias, tf.fill(tf.array(8), tf.constant(5L))));
      session.save(prefix.toString());
    }
    sourceValues = values(prefix);
    Map<String, String> fresh = freshValues(8);
    Map<String, String> first = firstValues(8, WarmStartSettings.from(prefix));
    assertThat(taken(first)).containsExactly("dense/kernel");
    for (String name : List.of("dense/bias", "dense_1/bias", "dense_1/kernel")) {
      assertThat(first).containsEntry(name, fresh.get(name));
    }
    assertThat(log.lines().startingWith("Not warm-started"))
        .containsExactly(
            "Not warm-started, as they are missing there: dense_1/bias, dense_1/kernel",
            "Not warm-started: dense/bias is int64 [8] there, but the model's is float32 [8]");
  }

  @Test
  void whatAHookAddsIsNotTheModels() {
    var adding =
        new SessionRunHook() {
          @Override
          public void begin(Graph graph) {
            Ops tf = Ops.create(graph);
            var best = tf.withName("best").variable(Shape.scalar(), TFloat32.class);
            var init = tf.withInitScope();
            init.assign(best, init.constant(2f));
          }
        };
    Path with = folder.resolve("with");
    TinyModel.in(with).train(TinyModel.TRAIN, Steps.more(1), adding);
    estimator(folder.resolve("model"), 8, WarmStartSettings.from(with))
        .train(TinyModel.TRAIN, Steps.more(1), adding);
    assertThat(log.lines().startingWith("Warm-started"))
        .containsExactly("Warm-started: dense/bias, dense/kernel, dense_1/bias, dense_1/kernel");
  }

  @Test
  void aModelDirectoryWithACheckpointGoesOnFromThere() throws IOException {
    var settings = WarmStartSettings.from(source);
    Path whole = folder.resolve("whole");
    estimator(whole, 8, settings).train(TinyModel.TRAIN, Steps.more(40));
    Path parts = folder.resolve("parts");
    Estimator stopped = estimator(parts, 8, settings);
    stopped.train(TinyModel.TRAIN, Steps.more(20));
    // Nothing of it is needed any more.
    Files.delete(source.resolve("checkpoint"));
    log.lines().forget();
    stopped.train(TinyModel.TRAIN, Steps.more(20));
    assertThat(log.lines().all())
        .contains(
            "Not warm-starting from %s: the model directory has a checkpoint already."
                .formatted(source))
        .noneMatch(line -> line.startsWith("Warm-start"));
    assertThat(values(parts.resolve("model.ckpt-40")))
        .isEqualTo(values(whole.resolve("model.ckpt-40")));
  }

  @Test
  void nothingThatFitsIsAnErrorBeforeAnythingIsSaved() {
    assertThatThrownBy(() -> firstValues(8, WarmStartSettings.from(source).withVars("conv2d")))
        .isInstanceOf(CheckpointException.class)
        .hasMessage(
            "Can't warm-start from %s: none of the model's variables that match conv2d is there in the"
                + " same type and shape. There are dense/bias float32 [8], dense/kernel float32 [6, 8],"
                + " dense_1/bias float32 [3], dense_1/kernel float32 [8, 3], global_step int64 []. Take another pattern or another"
                + " source.",
            source.resolve("model.ckpt-5"));
    assertThat(TinyModel.contents(folder.resolve("model"))).containsOnlyKeys(".lock");
  }

  @Test
  void aDamagedSourceIsNamedBeforeAnythingIsSaved() throws IOException {
    Path data = source.resolve("model.ckpt-5.data-00000-of-00001");
    byte[] bytes = Files.readAllBytes(data);
    bytes[3] ^= 1;
    Files.write(data, bytes);
    var settings = WarmStartSettings.from(source.resolve("model.ckpt-5"));
    assertThatThrownBy(() -> firstValues(8, settings))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(data.toString());
    assertThat(TinyModel.contents(folder.resolve("model"))).containsOnlyKeys(".lock");
  }

  @Test
  void aSourceThatDivergedIsRefused() {
    Path prefix = folder.resolve("diverged");
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var bias = tf.withSubScope("dense").withName("bias").variable(Shape.of(8), TFloat32.class);
      session.run(tf.assign(bias, tf.fill(tf.array(8), tf.constant(Float.NaN))));
      session.save(prefix.toString());
    }
    assertThatThrownBy(() -> firstValues(8, WarmStartSettings.from(prefix)))
        .isInstanceOf(CheckpointException.class)
        .hasMessageContaining(prefix + ": it has values that are no finite numbers");
  }

  @Test
  void whatIsNoRegularExpressionIsRefusedAtOnce() {
    var all = WarmStartSettings.from(source);
    assertThatThrownBy(() -> all.withVars("dense("))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("warm start vars (dense() must be a regular expression: Unclosed group");
  }

  @Test
  void theGraphIsClosedWhenNothingFits() {
    List<Graph> graphs = new ArrayList<>();
    ModelFn keeping =
        (tf, features, labels, mode) -> {
          graphs.add((Graph) tf.scope().env());
          return new TinyModel(8, 0.2f).apply(tf, features, labels, mode);
        };
    Estimator estimator =
        Estimator.of(keeping, RunConfig.in(folder.resolve("model")))
            .warmStartedFrom(WarmStartSettings.from(source).withVars("nothing"));
    assertThatThrownBy(() -> estimator.train(TinyModel.TRAIN, Steps.more(1)))
        .isInstanceOf(CheckpointException.class);
    assertThat(graphs)
        .isNotEmpty()
        .allSatisfy(
            graph ->
                assertThatThrownBy(() -> graph.operation("x"))
                    .isInstanceOf(IllegalStateException.class));
  }

  /** Returns the names of the model's variables that have the source's values. */
  private List<String> taken(Map<String, String> values) {
    return ALL.stream().filter(name -> values.get(name).equals(sourceValues.get(name))).toList();
  }

  /** The first checkpoint of a training with another seed than the source's. */
  private Map<String, String> firstValues(int hiddenUnits, WarmStartSettings settings) {
    Path model = folder.resolve("model");
    estimator(model, hiddenUnits, settings).train(TinyModel.TRAIN, Steps.more(1));
    return values(model.resolve("model.ckpt-0"));
  }

  /** The same without a warm start. */
  private Map<String, String> freshValues(int hiddenUnits) {
    Path model = folder.resolve("fresh");
    Estimator.of(new TinyModel(hiddenUnits, 0.2f), RunConfig.in(model).withSeed(7))
        .train(TinyModel.TRAIN, Steps.more(1));
    return values(model.resolve("model.ckpt-0"));
  }

  private static Estimator estimator(Path model, int hiddenUnits, WarmStartSettings settings) {
    return Estimator.of(new TinyModel(hiddenUnits, 0.2f), RunConfig.in(model).withSeed(7))
        .warmStartedFrom(settings);
  }

  private static Map<String, String> values(Path prefix) {
    Map<String, String> values = new TreeMap<>();
    for (VariableInfo variable : CheckpointReader.open(prefix).variables()) {
      values.put(variable.name(), variable.sha256());
    }
    return values;
  }
}
