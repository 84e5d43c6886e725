package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.tfestimator.LogLines;
import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.Distribution;
import io.github.tfestimator.estimator.PrecisionProbe.Times;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.MixedPrecision;
import io.github.tfestimator.layers.Variables;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBfloat16;
import org.tensorflow.types.TFloat16;
import org.tensorflow.types.family.TFloating;

/**
 * Trainings in mixed precision, and how they go on in another one. The model functions mark their
 * graphs themselves, which no probe refuses.
 */
@Tag("medium")
class PrecisionTest {
  private static final String SCALE = "loss_scale/current_loss_scale";
  private static final String GOOD_STEPS = "loss_scale/good_steps";

  private final LogLines log = LogLines.listen();
  @TempDir private Path folder;

  @AfterEach
  void closeLog() {
    log.close();
  }

  @ParameterizedTest
  @ValueSource(classes = {TBfloat16.class, TFloat16.class})
  void aResumedTrainingHasTheSameBits(Class<? extends TFloating> type) {
    Path once = folder.resolve("once");
    Path twice = folder.resolve("twice");
    train(mixed(type), once, 6);
    train(mixed(type), twice, 4);
    train(mixed(type), twice, 2);
    assertThat(values(twice)).isEqualTo(values(once));
    if (type == TFloat16.class) {
      assertThat(values(once)).containsEntry(GOOD_STEPS, sha(6L));
    }
  }

  @Test
  void checkpointsHaveTheSameVariables() {
    train(new TinyModel(8, 0.2f), folder.resolve("float32"), 2);
    train(mixed(TBfloat16.class), folder.resolve("bfloat16"), 2);
    train(mixed(TFloat16.class), folder.resolve("float16"), 2);
    SortedMap<String, String> float32 = kinds("float32");
    assertThat(kinds("bfloat16")).isEqualTo(float32);
    SortedMap<String, String> scaled = new TreeMap<>(float32);
    scaled.put(SCALE, "float32 []");
    scaled.put(GOOD_STEPS, "int64 []");
    assertThat(kinds("float16")).isEqualTo(scaled);
    assertThat(values(folder.resolve("bfloat16"))).isNotEqualTo(values(folder.resolve("float32")));
  }

  @Test
  void aTrainingGoesOnInAnotherPrecision() {
    train(new TinyModel(8, 0.2f), folder, 3);
    assertThat(values(folder)).doesNotContainKey(SCALE);
    train(mixed(TFloat16.class), folder, 2);
    assertThat(values(folder))
        .containsEntry(SCALE, sha(32768f))
        .containsEntry(GOOD_STEPS, sha(2L))
        .containsEntry("global_step", sha(5L));
    train(mixed(TBfloat16.class), folder, 2);
    assertThat(values(folder)).doesNotContainKey(SCALE).containsEntry("global_step", sha(7L));
    log.forget();
    assertThat(train(new TinyModel(8, 0.2f), folder, 1)).isEqualTo(8);
    assertThat(warnings())
        .containsExactly(
            folder.resolve("model.ckpt-7")
                + " was trained in bfloat16, and goes on in float32: it won't have the bits of one training in one go.");
    log.forget();
    train(new TinyModel(8, 0.2f), folder, 1);
    assertThat(warnings()).isEmpty();
  }

  private List<String> warnings() {
    return log.all().stream().filter(line -> line.contains("was trained in")).toList();
  }

  /**
   * Evaluations and predictions are float32: the same numbers as of a model that never was mixed.
   */
  @Test
  void evaluationsComputeInFloat32() {
    train(mixed(TFloat16.class), folder, 3);
    var input = TinyModel.examples(8, 4);
    assertThat(Estimator.of(mixed(TFloat16.class), RunConfig.in(folder)).evaluate(input).loss())
        .isEqualTo(TinyModel.in(folder).evaluate(input).loss());
  }

  @Test
  void twoDevicesTrainInFloat16() {
    var config = RunConfig.in(folder).withDevices("cpu:2");
    var cnn = Estimator.of(mixed(TFloat16.class), config);
    assertThat(cnn.train(TinyModel.TRAIN, Steps.more(3))).isEqualTo(3);
    assertThat(values(folder)).containsEntry(GOOD_STEPS, sha(3L));
  }

  /** One of the examples overflows, so one worker of both sees it. */
  @Test
  void workersSkipAStepTogether() throws Exception {
    new LocalCluster(2, 0).run(cluster -> trainOnAnOverflow(RunConfig.in(folder), cluster));
    assertThat(values(folder))
        .containsEntry("global_step", sha(6L))
        .containsEntry("weight", sha(3 - 5 * 0.25f))
        .containsEntry(SCALE, sha(16384f));
  }

  private static long trainOnAnOverflow(RunConfig config, Cluster cluster) {
    float[][] x = new float[12][1];
    Arrays.fill(x, new float[] {1});
    x[5] = new float[] {1e35f};
    ModelFn product =
        (tf, features, labels, mode) -> {
          MixedPrecision.require(tf, TFloat16.class);
          var weight =
              Variables.create(
                  tf,
                  "weight",
                  Shape.scalar(),
                  (init, shape, key) -> init.fill(init.constant(shape), init.constant(3f)));
          var loss = tf.math.mean(tf.math.mul(features.get("x"), weight.value()), tf.array(0, 1));
          return EstimatorSpec.train(loss, new GradientDescentOptimizer(0.25f).minimize(tf, loss));
        };
    var input = ArrayInput.of(Map.of("x", x), new int[12]).shuffledBatches(1, 7);
    return Estimator.of(product, config.withCluster(cluster)).train(input, Steps.upTo(6));
  }

  /** The scale of one begins anew in the other. */
  @Test
  void aTrainingWarmStartsFromAnotherPrecision() {
    Path source = folder.resolve("source");
    train(mixed(TFloat16.class), source, 3);
    var fromFloat16 = RunConfig.in(folder.resolve("float32"));
    Estimator.of(new TinyModel(8, 0.2f), fromFloat16)
        .warmStartedFrom(WarmStartSettings.from(source))
        .train(TinyModel.TRAIN, Steps.more(1));
    assertThat(values(folder.resolve("float32"))).doesNotContainKey(SCALE);
    var fromFloat32 = RunConfig.in(folder.resolve("float16"));
    Estimator.of(mixed(TFloat16.class), fromFloat32)
        .warmStartedFrom(WarmStartSettings.from(folder.resolve("float32")))
        .train(TinyModel.TRAIN, Steps.more(2));
    assertThat(values(folder.resolve("float16")))
        .containsEntry(SCALE, sha(32768f))
        .containsEntry(GOOD_STEPS, sha(2L));
  }

  /** Its graph alone is mixed, on any machine. */
  @ParameterizedTest
  @EnumSource
  void theTrainingGraphIsOfThePrecision(Precision precision) {
    var config =
        RunConfig.in(folder).withSession(SessionConfig.defaults().withPrecision(precision));
    var model = new TinyModel(8, 0.2f);
    try (var training =
            ModelGraph.forTraining(model, TinyModel.TRAIN, config, Distribution.none());
        var evaluation = ModelGraph.forInference(model, Mode.EVAL, config, TinyModel.TRAIN)) {
      var type =
          switch (precision) {
            case FLOAT32, TF32 -> DataType.DT_FLOAT;
            case BFLOAT16 -> DataType.DT_BFLOAT16;
            case FLOAT16 -> DataType.DT_HALF;
          };
      assertThat(training.graph().operation("dense/MatMul").output(0).dataType()).isEqualTo(type);
      assertThat(evaluation.graph().operation("dense/MatMul").output(0).dataType())
          .isEqualTo(DataType.DT_FLOAT);
    }
  }

  @Test
  void theSlowerPrecisionIsRefusedWithBothFigures() {
    assertThat(PrecisionProbe.refusal(Precision.BFLOAT16, new Times(3.456, 1.2)).orElseThrow())
        .isEqualTo(
            "precision (bfloat16) would make the training slower: a matrix product and a convolution with their gradients take 3.46 ms in it on this device, and 1.20 ms in float32. Leave it at tf32, or train on a device with instructions for bfloat16");
    assertThat(PrecisionProbe.refusal(Precision.FLOAT16, new Times(1.2, 1.2))).isPresent();
    assertThat(PrecisionProbe.refusal(Precision.FLOAT16, new Times(1.1, 1.2))).isEmpty();
  }

  /** The machine decides which of both happens. */
  @ParameterizedTest
  @EnumSource(names = {"BFLOAT16", "FLOAT16"})
  void aTrainingMeasuresFirst(Precision precision) {
    var config = SessionConfig.defaults().withPrecision(precision);
    Estimator estimator = TinyModel.with(RunConfig.in(folder).withSession(config));
    try {
      estimator.train(TinyModel.TRAIN, Steps.more(1));
      assertThat(log.startingWith("Calling model_fn.")).isNotEmpty();
      assertThat(values(folder).containsKey(SCALE)).isEqualTo(precision == Precision.FLOAT16);
    } catch (IllegalArgumentException e) {
      assertThat(e)
          .hasMessageMatching(
              "precision \\(%s\\) would make the training slower: .* ms in it on this device, and .* ms in float32\\. .*"
                  .formatted(precision));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "TF32"})
  void float32NeedsNoMeasurement(Precision precision) {
    var config = SessionConfig.defaults().withPrecision(precision);
    PrecisionProbe.requireQuick(config);
    TinyModel.with(RunConfig.in(folder).withSession(config)).train(TinyModel.TRAIN, Steps.more(1));
    Path plain = folder.resolve("plain");
    train(new TinyModel(8, 0.2f), plain, 1);
    assertThat(values(folder)).isEqualTo(values(plain));
  }

  @Test
  void otherTypesAreRefused() {
    ModelFn model = mixed(org.tensorflow.types.TFloat64.class);
    assertThatThrownBy(() -> train(model, folder, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("Layers compute in TBfloat16 or TFloat16, but TFloat64 was asked for");
  }

  private static ModelFn mixed(Class<? extends TFloating> type) {
    var model = new TinyModel(8, 0.2f);
    return (tf, features, labels, mode) -> {
      if (mode == Mode.TRAIN) {
        MixedPrecision.require(tf, type);
      }
      return model.apply(tf, features, labels, mode);
    };
  }

  private static long train(ModelFn model, Path modelDir, long steps) {
    return Estimator.of(model, RunConfig.in(modelDir)).train(TinyModel.TRAIN, Steps.more(steps));
  }

  private SortedMap<String, String> kinds(String name) {
    SortedMap<String, String> kinds = new TreeMap<>();
    reader(folder.resolve(name))
        .variables()
        .forEach(v -> kinds.put(v.name(), v.dtype() + " " + v.shape()));
    return kinds;
  }

  /** The SHA-256 of each variable's bytes, by its name. */
  private static SortedMap<String, String> values(Path modelDir) {
    SortedMap<String, String> values = new TreeMap<>();
    reader(modelDir).variables().forEach(v -> values.put(v.name(), v.sha256()));
    return values;
  }

  private static CheckpointReader reader(Path modelDir) {
    return CheckpointReader.newestIn(modelDir).orElseThrow();
  }

  private static String sha(long value) {
    return sha(ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(value));
  }

  private static String sha(float value) {
    return sha(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(value));
  }

  private static String sha(ByteBuffer bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.array()));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }
}
