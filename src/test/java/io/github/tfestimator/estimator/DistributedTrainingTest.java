package io.github.tfestimator.estimator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.github.tfestimator.checkpoint.CheckpointReader;
import io.github.tfestimator.distribute.Cluster;
import io.github.tfestimator.distribute.ClusterServer;
import io.github.tfestimator.distribute.ClusterTable;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.ArrayInput;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.AdamOptimizer;
import io.github.tfestimator.layers.Clipping;
import io.github.tfestimator.layers.GlobalStep;
import io.github.tfestimator.layers.LayerArguments;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import io.github.tfestimator.layers.MomentumOptimizer;
import io.github.tfestimator.metrics.Metric;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.Graph;
import org.tensorflow.Result;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;
import org.tensorflow.proto.ConfigProto;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.TString;

/** Trainings on several devices and in clusters of threads, held against one another. */
@Timeout(value = 2, unit = TimeUnit.MINUTES, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
@Tag("medium")
class DistributedTrainingTest {
  private static final int EXAMPLES = 96;
  private static final int WIDTH = 5;
  private static final int STEPS = 20;

  @TempDir Path folder;

  /** Batch normalization, dropout, clipping by the global norm, slots: all that replicas share. */
  private static ModelFn model(float dropout) {
    return (tf, features, labels, mode) -> {
      var layers = Layers.on(tf);
      boolean training = mode == Mode.TRAIN;
      var net = layers.dense(features.get("x"), LayerArguments.units(7), Activation.RELU);
      net = layers.batchNormalization(net, training);
      net = layers.dropout(net, LayerArguments.rate(dropout), training);
      var logits = layers.dense(net, LayerArguments.units(3));
      if (mode == Mode.PREDICT) {
        return EstimatorSpec.predict(Map.of("logits", logits));
      }
      var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
      if (!training) {
        return EstimatorSpec.evaluate(loss, Map.of());
      }
      var optimizer = new AdamOptimizer(0.01f);
      var clipped = Clipping.byGlobalNorm(tf, optimizer.computeGradients(tf, loss), 0.5f);
      return EstimatorSpec.train(loss, optimizer.applyGradients(tf, clipped));
    };
  }

  private static InputFn batches(int size) {
    return examples(EXAMPLES).shuffledBatches(size, 7);
  }

  private static ArrayInput examples(int count) {
    var random = new Random(3);
    float[][] x = new float[count][WIDTH];
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      for (int j = 0; j < WIDTH; j++) {
        x[i][j] = (float) random.nextGaussian();
      }
      labels[i] = x[i][0] > 0.4 ? 2 : x[i][1] > 0 ? 1 : 0;
    }
    return ArrayInput.of(Map.of("x", x), labels);
  }

  private SortedMap<String, String> towers(int devices, float dropout, int steps) {
    Path dir = folder.resolve("towers" + devices);
    RunConfig config = RunConfig.in(dir).withDevices("cpu:" + devices);
    Estimator.of(model(dropout), config).train(batches(8 * devices), Steps.upTo(steps));
    return values(dir);
  }

  private SortedMap<String, String> workers(int count, int steps) throws Exception {
    Path dir = folder.resolve("workers" + count);
    List<FinalValues> all =
        new LocalCluster(count, 0)
            .run(
                cluster -> {
                  var values = new FinalValues();
                  long reached =
                      Estimator.of(model(0.4f), in(dir, cluster))
                          .train(batches(8), Steps.upTo(steps), values);
                  assertThat(reached).isEqualTo(steps);
                  return values;
                });
    assertThat(all).allSatisfy(values -> assertThat(values.get()).isEqualTo(all.get(0).get()));
    return values(dir);
  }

  /** The values of some variables at the end of a training, on each worker. */
  private static final class FinalValues implements SessionRunHook {
    private static final List<String> NAMES =
        List.of(
            "dense/kernel",
            "dense_1/kernel",
            "batch_normalization/moving_mean",
            "batch_normalization/moving_variance",
            "dense/kernel/Adam_1");

    private final List<Float> values = new ArrayList<>();

    @Override
    public boolean runsOnEachWorker() {
      return true;
    }

    @Override
    public void end(RunContext context) {
      for (String name : NAMES) {
        try (Result result =
            context.session().runner().fetch(name + "/Read/ReadVariableOp").run()) {
          ((TFloat32) result.get(0)).scalars().forEach(value -> values.add(value.getFloat()));
        }
      }
    }

    List<Float> get() {
      assertThat(values).hasSizeGreaterThan(50);
      return values;
    }
  }

  private static SortedMap<String, String> values(Path dir) {
    SortedMap<String, String> values = new TreeMap<>();
    CheckpointReader.newestIn(dir)
        .orElseThrow()
        .variables()
        .forEach(variable -> values.put(variable.name(), variable.sha256()));
    return values;
  }

  @Test
  void towersAndTwoWorkersEndInEqualBits() throws Exception {
    assertThat(workers(2, STEPS)).isEqualTo(towers(2, 0.4f, STEPS));
  }

  @Test
  void resumedWorkersEndInTheBitsOfTheWhole() throws Exception {
    workers(3, STEPS / 2);
    var resumed = workers(3, STEPS);
    var whole = new DistributedTrainingTest();
    whole.folder = folder.resolve("whole");
    assertThat(resumed).isEqualTo(whole.workers(3, STEPS));
  }

  /** Replicas would learn nothing from each other if their dropout were the same. */
  @Test
  void replicasDropOtherUnits() {
    assertThat(towers(2, 0.4f, 1)).isNotEqualTo(towersWithEqualHalves());
  }

  private SortedMap<String, String> towersWithEqualHalves() {
    Path dir = folder.resolve("one");
    Estimator.of(model(0.4f), RunConfig.in(dir)).train(batches(16), Steps.upTo(1));
    return values(dir);
  }

  /** Without dropout and batch normalization, the mean of halves is the mean of the whole. */
  @Test
  void twoDevicesTrainLikeOneWithTheWholeBatch() {
    for (int steps = 1; steps <= STEPS; steps++) {
      float[] two = plain("two", RunConfig.in(folder.resolve("two")).withDevices("cpu:2"), steps);
      float[] one = plain("one", RunConfig.in(folder.resolve("one")), steps);
      for (int i = 0; i < one.length; i++) {
        assertThat(two[i]).isCloseTo(one[i], offset(1e-6f * Math.max(1, Math.abs(one[i]))));
      }
    }
  }

  private float[] plain(String name, RunConfig config, int steps) {
    Estimator.of(new PlainModel(), config).train(batches(16), Steps.upTo(steps));
    return CheckpointReader.newestIn(folder.resolve(name)).orElseThrow().floats("dense/kernel");
  }

  private record PlainModel() implements ModelFn {
    @Override
    public EstimatorSpec apply(Ops tf, Features features, Labels labels, Mode mode) {
      var layers = Layers.on(tf);
      var net = layers.dense(features.get("x"), LayerArguments.units(7), Activation.RELU);
      var logits = layers.dense(net, LayerArguments.units(3));
      if (mode == Mode.PREDICT) {
        return EstimatorSpec.predict(Map.of("logits", logits));
      }
      var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
      return mode == Mode.TRAIN
          ? EstimatorSpec.train(loss, new MomentumOptimizer(0.05f, 0.9f).minimize(tf, loss))
          : EstimatorSpec.evaluate(
              loss,
              Map.of(
                  "accuracy",
                  Metric.accuracy(
                      tf, labels.get(), tf.math.argMax(logits, tf.constant(1), TInt64.class))));
    }
  }

  @Test
  void aBatchThatDevicesCannotShareIsRefused() {
    RunConfig config = RunConfig.in(folder).withDevices("cpu:3");
    assertThatThrownBy(() -> Estimator.of(model(0), config).train(batches(8), Steps.upTo(1)))
        .hasMessage(
            "A batch of 8 examples can't be shared evenly by 3 devices: choose a batch size that is a"
                + " multiple of 3");
  }

  @Test
  void workersOfOtherSettingsAreRefused() throws Exception {
    List<String> messages =
        new LocalCluster(2, 0)
            .run(
                cluster -> {
                  RunConfig config = RunConfig.in(folder.resolve("x")).withCluster(cluster);
                  var estimator =
                      Estimator.of(
                          model(cluster.isChief() ? 0.4f : 0.3f),
                          config.withSeed(cluster.isChief() ? 1 : 2));
                  return message(
                      () ->
                          estimator.train(
                              batches(cluster.isChief() ? 8 : 16),
                              Steps.upTo(cluster.isChief() ? 3 : 4)));
                });
    assertThat(messages)
        .containsOnly(
            "The tasks of this cluster differ in the seed, and in the training graph (model function,"
                + " optimizer, and the program's version), and in the first batch (data, batch size,"
                + " and the seed that shuffles), and in the number of steps: start all with the same program, data and options.");
  }

  private static RunConfig in(Path dir, Cluster cluster) {
    return RunConfig.in(dir).withCluster(cluster);
  }

  /** Trains 50 steps and returns how that ended. */
  private static String endOf(Estimator estimator, SessionRunHook... hooks) {
    return message(() -> estimator.train(batches(8), Steps.upTo(50), hooks));
  }

  private static String message(Runnable training) {
    try {
      training.run();
      return "no error";
    } catch (RuntimeException e) {
      return e.getMessage();
    }
  }

  @Test
  void aStopOfOneWorkerEndsAllAtTheSameStep() throws Exception {
    Path dir = folder.resolve("stopped");
    List<Long> reached =
        new LocalCluster(2, 0)
            .run(
                cluster ->
                    Estimator.of(model(0.4f), in(dir, cluster))
                        .train(batches(8), Steps.upTo(1000), stopAfter(4, !cluster.isChief())));
    assertThat(reached).hasSize(2).containsOnly(6L);
    assertThat(CheckpointReader.newestIn(dir).orElseThrow().globalStep()).isEqualTo(6);
  }

  /** TensorFlow kept a thread for each exchange that had a timeout, until that was over. */
  @Test
  @EnabledOnOs(value = OS.LINUX, disabledReason = "Other systems have no /proc")
  void stepsKeepNoThreads() throws Exception {
    List<Long> threads = Collections.synchronizedList(new ArrayList<>());
    SessionRunHook counting =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            if (context.globalStep() % 50 == 49) {
              threads.add(threads());
            }
          }
        };
    new LocalCluster(2, 0)
        .run(
            cluster ->
                Estimator.of(model(0.4f), RunConfig.in(folder.resolve("t")).withCluster(cluster))
                    .train(batches(8), Steps.upTo(100), counting));
    assertThat(threads.get(1) - threads.get(0)).isLessThan(50);
  }

  private static long threads() {
    try (Stream<Path> all = Files.list(Path.of("/proc/self/task"))) {
      return all.count();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static SessionRunHook stopAfter(long step, boolean stops) {
    return new SessionRunHook() {
      @Override
      public boolean runsOnEachWorker() {
        return true;
      }

      @Override
      public void afterRun(RunContext context, RunValues values) {
        if (stops && context.globalStep() == step) {
          context.requestStop();
        }
      }
    };
  }

  /** The first worker has a batch more than the second, which ends the training. */
  @Test
  void aFiniteInputEndsWithTheLastBatchThatAllHave() throws Exception {
    Path dir = folder.resolve("finite");
    InputFn input = examples(40).batches(8);
    List<Long> reached =
        new LocalCluster(2, 0)
            .run(
                cluster ->
                    Estimator.of(model(0.4f), in(dir, cluster)).train(input, Steps.more(100)));
    assertThat(reached).containsOnly(2L);
  }

  @Test
  void parameterServersTrainAModelThatOneProcessEvaluates() throws Exception {
    Path dir = folder.resolve("ps");
    new LocalCluster(2, 2)
        .run(
            cluster ->
                Estimator.of(new PlainModel(), in(dir, cluster))
                    .train(batches(8), Steps.upTo(400)));
    var estimator = Estimator.of(new PlainModel(), RunConfig.in(dir));
    // Each worker may have been in a step when the other took the last one.
    assertThat(estimator.newestCheckpoint().globalStep()).isBetween(400L, 402L);
    InputFn once = examples(EXAMPLES).batches(16);
    assertThat(estimator.evaluate(once).scalars().get("accuracy")).isGreaterThan(0.85);
  }

  /** Others find the servers gone, and are started again with them. */
  @Test
  void aChiefThatIsStoppedAsksForARestartOfItsServers() throws Exception {
    Path dir = folder.resolve("stopped");
    SessionRunHook interrupting =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            context.interrupt();
          }
        };
    List<String> ends =
        new LocalCluster(1, 1)
            .run(cluster -> endOf(Estimator.of(new PlainModel(), in(dir, cluster)), interrupting));
    assertThat(ends.get(0)).isEqualTo("no error");
    assertThat(ends.get(1)).startsWith("The chief was stopped before the end of the training.");
  }

  /** Whoever stops the chief's machine grants it no half minute for workers that don't know. */
  @Test
  void aStopOfTheChiefAloneEndsWorkersOfParameterServersSoon() throws Exception {
    var begun = new CountDownLatch(1);
    Path dir = folder.resolve("chief stopped");
    List<Long> ends = Collections.synchronizedList(new ArrayList<>());
    List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
    List<String> results =
        new LocalCluster(2, 1)
            .run(
                cluster -> {
                  var config = RunConfig.in(dir).withCluster(cluster);
                  var hook = interruptOnce(cluster.isChief(), begun, ends, interrupted);
                  return message(
                      () ->
                          Estimator.of(new PlainModel(), config)
                              .train(batches(8), Steps.upTo(10_000_000), hook));
                });
    assertThat(results.subList(0, 2)).containsOnly("no error");
    assertThat(results.get(2)).startsWith("The chief was stopped before the end");
    assertThat(interrupted).containsExactly(true, true);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - ends.get(0));
    assertThat(seconds).isLessThan(10);
  }

  /** The servers live on, with the variables and with what the chief told its workers. */
  @Test
  void aWorkerDoesNotHeedTheStopOfAnEarlierChief() throws Exception {
    List<Cluster> tasks =
        new LocalCluster(2, 1)
            .configs().stream().map(config -> Cluster.parse(config).orElseThrow()).toList();
    new Thread(() -> train(tasks.get(2), 1000)).start();
    assertThat(message(() -> train(tasks.get(0), 1000, failing()))).isEqualTo("on purpose");
    noteStop(tasks.get(0));
    List<Long> ends = Collections.synchronizedList(new ArrayList<>());
    List<Boolean> interrupted = Collections.synchronizedList(new ArrayList<>());
    var reached = new CompletableFuture<Long>();
    var hook = interruptOnce(false, new CountDownLatch(1), ends, interrupted);
    new Thread(() -> reached.complete(train(tasks.get(1), 1000, hook))).start();
    Thread.sleep(1500); // the worker asks every half second
    assertThat(reached).isNotDone();
    train(tasks.get(0), 1000);
    assertThat(reached.get(60, TimeUnit.SECONDS)).isBetween(1000L, 1001L);
    assertThat(interrupted).containsExactly(false);
  }

  private long train(Cluster cluster, int steps, SessionRunHook... hooks) {
    RunConfig config = RunConfig.in(folder.resolve("note")).withCluster(cluster);
    return Estimator.of(new PlainModel(), config).train(batches(8), Steps.upTo(steps), hooks);
  }

  private static SessionRunHook failing() {
    return new SessionRunHook() {
      @Override
      public void afterRun(RunContext context, RunValues values) {
        throw new IllegalStateException("on purpose");
      }
    };
  }

  /** As a chief does that is stopped, and killed while it waits for its workers. */
  private static void noteStop(Cluster chief) {
    var config = ConfigProto.newBuilder().addDeviceFilters("/job:ps").build();
    try (Graph graph = new Graph()) {
      ClusterTable table = ClusterTable.on(Ops.create(graph), 0);
      try (Session session = ClusterServer.start(chief, config).open(graph, config)) {
        table.put(session, "stopped", 1);
      }
    }
  }

  /** Whoever started them by hand would otherwise wait for a training that is over. */
  @Test
  void aLossThatIsNaNEndsParameterServersAndEvaluator() throws Exception {
    Path dir = folder.resolve("diverged");
    ModelFn diverging =
        (tf, features, labels, mode) -> {
          var spec = new PlainModel().apply(tf, features, labels, mode);
          var step = tf.dtypes.cast(GlobalStep.of(tf).value(), TFloat32.class);
          // 0 / 0 at step 5.
          var rest = tf.math.sub(step, tf.constant(5f));
          return spec instanceof EstimatorSpec.Train train
              ? EstimatorSpec.train(
                  tf.math.add(train.loss(), tf.math.div(rest, rest)), train.trainOp())
              : spec;
        };
    String task = "{\"task\": {\"type\": \"evaluator\"}}";
    var evaluator = RunConfig.in(dir).withCluster(Cluster.parse(task).orElseThrow());
    var message = new CompletableFuture<String>();
    new Thread(
            () ->
                message.complete(
                    message(
                        () ->
                            Estimator.of(diverging, evaluator)
                                .trainAndEvaluate(
                                    TrainSpec.of(batches(8), Steps.upTo(50)),
                                    EvalSpec.of(examples(8).batches(8))))))
        .start();
    List<String> ends =
        new LocalCluster(1, 1).run(cluster -> endOf(Estimator.of(diverging, in(dir, cluster))));
    assertThat(ends.get(0)).startsWith("The loss is NaN at step ");
    assertThat(ends.get(1)).startsWith("The chief has failed: the loss or a variable is no");
    assertThat(message.get(60, TimeUnit.SECONDS))
        .isEqualTo(
            "The chief has failed: %s Start all tasks again when its cause is removed."
                .formatted(ends.get(0)));
  }

  private static SessionRunHook interruptOnce(
      boolean interrupts, CountDownLatch begun, List<Long> times, List<Boolean> atEnd) {
    return new SessionRunHook() {
      @Override
      public boolean runsOnEachWorker() {
        return true;
      }

      @Override
      public void afterCreateSession(RunContext context) {
        if (!interrupts) {
          begun.countDown();
        }
      }

      @Override
      public void afterRun(RunContext context, RunValues values) {
        if (interrupts && context.iteration() >= 20 && begun.getCount() == 0) {
          times.add(System.nanoTime());
          context.interrupt();
        }
      }

      @Override
      public void end(RunContext context) {
        atEnd.add(context.isInterrupted());
      }
    };
  }

  /** Text is held as bytes, and each worker has bytes of its own. */
  @Test
  void workersOfEqualTextsAreNotRefused() throws Exception {
    ModelFn lengths =
        (tf, features, labels, mode) -> {
          var text = tf.strings.stringLength(features.get("text", TString.class));
          var length = tf.reshape(tf.dtypes.cast(text, TFloat32.class), tf.array(-1, 1));
          var sum = Layers.on(tf).dense(length, LayerArguments.units(1));
          if (mode == Mode.PREDICT) {
            return EstimatorSpec.predict(Map.of("sum", sum));
          }
          var loss = Losses.meanSquaredError(tf, length, sum);
          return EstimatorSpec.train(loss, new AdamOptimizer(0.01f).minimize(tf, loss));
        };
    List<Long> reached =
        new LocalCluster(2, 0)
            .run(
                cluster -> {
                  String[] texts = {"a", "bc", "def", "ghij"};
                  InputFn input = ArrayInput.of(Map.of("text", texts)).shuffledBatches(2, 1);
                  Path dir = folder.resolve("text");
                  return Estimator.of(lengths, in(dir, cluster)).train(input, Steps.upTo(3));
                });
    assertThat(reached).containsOnly(3L);
  }
}
