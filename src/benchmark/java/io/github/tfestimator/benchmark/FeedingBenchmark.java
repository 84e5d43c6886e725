package io.github.tfestimator.benchmark;

import static io.github.tfestimator.layers.LayerArguments.units;

import io.github.tfestimator.benchmark.BareLoop.Network;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.EstimatorSpec;
import io.github.tfestimator.estimator.Mode;
import io.github.tfestimator.estimator.ModelFn;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.layers.Activation;
import io.github.tfestimator.layers.GradientDescentOptimizer;
import io.github.tfestimator.layers.Layers;
import io.github.tfestimator.layers.Losses;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.tensorflow.Graph;
import org.tensorflow.Session;
import org.tensorflow.op.Ops;

/**
 * The cost of getting batches to the device: steps a second of the bare loop, which feeds prepared
 * batches, of the estimator as it is and with batches that a thread prepares ahead, and of the bare
 * loop on a batch that stays on the device. All by turns in one run, medians of steps; of the
 * tutorial's network, and of a small one whose step takes little beside its call.
 *
 * <p>On an idle machine: {@code scripts/benchmark feeding [ROUNDS]}.
 */
public final class FeedingBenchmark {
  private static final int BATCH = 100;
  private static final int AHEAD = 4;
  private static final int WARM_UP = 20;
  private static final int STEPS = 100;

  private FeedingBenchmark() {}

  /** Runs with the number of rounds, 10 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 10, 1, FeedingBenchmark::run);
  }

  private static boolean run(int rounds, Path folder) {
    List<Interleaver.Turn<Loop, Time>> turns = new ArrayList<>();
    try (var small = new Loops(Network.SMALL, folder.resolve("small"));
        var tutorial = new Loops(Network.TUTORIAL, folder.resolve("tutorial"))) {
      turns.add((loop, values) -> values.accept(Time.SMALL_NETWORK, small.secondsOfStep(loop)));
      turns.add(
          (loop, values) -> values.accept(Time.TUTORIALS_NETWORK, tutorial.secondsOfStep(loop)));
      var interleaver = new Interleaver<Loop, Time>(List.of(Loop.values()));
      interleaver.warmUp(1, turns);
      Results<Loop, Time> results =
          interleaver.run(
              rounds, turns, round -> System.err.printf("round %d of %d%n", round, rounds));
      var report = new Report();
      report.line("medians of %d rounds, batch %d", rounds, BATCH);
      report.line("a call that computes nothing takes %.0f us", secondsOfCall() * 1e6);
      report.results(results, List.of(Time.values()));
      System.out.println(report.text());
    }
    return true;
  }

  /** Measures what a call costs beside its step: the fetch of a variable of one number. */
  private static double secondsOfCall() {
    try (Graph graph = new Graph();
        Session session = new Session(graph)) {
      Ops tf = Ops.create(graph);
      var number = tf.variable(tf.constant(1f));
      session.initialize();
      return Statistics.median(
          Stopwatch.secondsOfEach(
              10 * STEPS, 10 * STEPS, () -> session.runner().fetch(number).run().close()));
    }
  }

  private enum Loop implements Labeled {
    BARE_LOOP,
    ESTIMATOR,
    ESTIMATOR_WITH_BATCHES_AHEAD,
    BATCH_ON_THE_DEVICE
  }

  private enum Time implements Quantity {
    SMALL_NETWORK,
    TUTORIALS_NETWORK;

    @Override
    public Unit unit() {
      return Unit.STEPS;
    }
  }

  /** The loops of one network. */
  private static final class Loops implements AutoCloseable {
    private final Map<Loop, PausableTraining> trainings = new EnumMap<>(Loop.class);
    private final PreparedBareLoop fed;
    private final BareLoop onDevice;

    Loops(Network network, Path folder) {
      InputFn input =
          Examples.of(Digits.draw(2_000, 42), MinMaxScaler.unit(784)).shuffledBatches(BATCH, 42);
      fed = new PreparedBareLoop(new BareLoop(network, OptionalInt.empty()), input);
      onDevice = new BareLoop(network, OptionalInt.of(BATCH));
      ModelFn modelFn = network == Network.SMALL ? small() : new CnnModelFn(CnnParams.defaults());
      start(Loop.ESTIMATOR, modelFn, folder.resolve("plain"), input);
      start(
          Loop.ESTIMATOR_WITH_BATCHES_AHEAD,
          modelFn,
          folder.resolve("ahead"),
          input.prefetch(AHEAD));
    }

    private void start(Loop loop, ModelFn modelFn, Path modelDir, InputFn input) {
      var estimator = Estimator.of(modelFn, RunConfig.in(modelDir));
      trainings.put(loop, PausableTraining.start(estimator, input));
    }

    private static ModelFn small() {
      return (tf, features, labels, mode) -> {
        var layers = Layers.on(tf);
        var hidden = layers.dense(features.get("x"), units(64), Activation.RELU);
        var logits = layers.dense(hidden, units(10));
        if (mode != Mode.TRAIN) {
          return EstimatorSpec.predict(Map.of("logits", logits));
        }
        var loss = Losses.sparseSoftmaxCrossEntropy(tf, labels.get(), logits);
        return EstimatorSpec.train(loss, new GradientDescentOptimizer(0.001f).minimize(tf, loss));
      };
    }

    double secondsOfStep(Loop loop) {
      return Statistics.median(
          switch (loop) {
            case BARE_LOOP -> Stopwatch.secondsOfEach(WARM_UP, STEPS, fed::step);
            case BATCH_ON_THE_DEVICE -> Stopwatch.secondsOfEach(WARM_UP, STEPS, onDevice::step);
            default -> trainings.get(loop).secondsOfSteps(WARM_UP, STEPS);
          });
    }

    @Override
    public void close() {
      trainings.values().forEach(PausableTraining::close);
      fed.close();
      onDevice.close();
    }
  }
}
