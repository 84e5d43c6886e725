package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.LabeledImages;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.input.Batch;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;

/**
 * How much a training step of the estimator, with its default hooks and its reading and scaling of
 * batches, costs over the bare loop: both alternately in one run, medians of steps, so that what
 * else the machine does hits both.
 *
 * <p>On an idle machine: {@code scripts/benchmark step [ROUNDS]}.
 */
public final class TrainingStepBenchmark {
  private static final int BATCH = 100;
  private static final int WARM_UP = 20;
  private static final int STEPS = 100;
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private TrainingStepBenchmark() {}

  /**
   * @param args the number of rounds, 10 if none is given
   * @throws IOException if the temporary model directory can't be used
   */
  public static void main(String[] args) throws IOException {
    int rounds = args.length == 0 ? 10 : Integer.parseInt(args[0]);
    LOG.setLevel(Level.WARNING);
    LabeledImages digits = Digits.draw(2_000, 42);
    InputFn input = Examples.of(digits, MinMaxScaler.unit(784)).shuffledBatches(BATCH, 42);
    Path modelDir = Files.createTempDirectory("benchmark");
    double[] ours = new double[rounds];
    double[] bare = new double[rounds];
    try (var bareLoop = new BareLoop()) {
      List<Batch> prepared = prepared(input);
      for (int round = 0; round < rounds; round++) {
        ours[round] = ours(modelDir, input);
        bare[round] = Median.of(bare(bareLoop, prepared));
        System.out.printf(
            Locale.ROOT,
            "round %2d: estimator %.2f ms, bare loop %.2f ms, ratio %.3f%n",
            round + 1,
            ours[round],
            bare[round],
            ours[round] / bare[round]);
      }
    } finally {
      AtomicFiles.deleteTree(modelDir);
    }
    double[] ratios = IntStream.range(0, rounds).mapToDouble(i -> ours[i] / bare[i]).toArray();
    System.out.printf(
        Locale.ROOT,
        "median of %d rounds: estimator %.2f ms, bare loop %.2f ms, ratio %.3f%n",
        rounds,
        Median.of(ours),
        Median.of(bare),
        Median.of(ratios));
  }

  private static double ours(Path modelDir, InputFn input) {
    var timer = new StepTimer(WARM_UP);
    Estimator.of(new CnnModelFn(CnnParams.defaults()), RunConfig.in(modelDir))
        .train(input, Steps.more(WARM_UP + STEPS), timer);
    return timer.median() * 1e3;
  }

  private static double[] bare(BareLoop loop, List<Batch> prepared) {
    double[] steps = new double[STEPS];
    List<float[]> oneHot = prepared.stream().map(batch -> oneHot(batch.labels())).toList();
    for (int i = -WARM_UP; i < STEPS; i++) {
      int batch = Math.floorMod(i, prepared.size());
      long start = System.nanoTime();
      loop.step(prepared.get(batch).features().get("x"), oneHot.get(batch));
      if (i >= 0) {
        steps[i] = (System.nanoTime() - start) / 1e6;
      }
    }
    return steps;
  }

  private static List<Batch> prepared(InputFn input) {
    List<Batch> batches = new ArrayList<>();
    Iterator<Batch> all = input.from(0);
    for (int i = 0; i < 20; i++) {
      batches.add(all.next());
    }
    return batches;
  }

  private static float[] oneHot(int[] labels) {
    float[] rows = new float[labels.length * 10];
    for (int i = 0; i < labels.length; i++) {
      rows[i * 10 + labels[i]] = 1;
    }
    return rows;
  }
}
