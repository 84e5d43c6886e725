package io.github.tfestimator.estimator;

import io.github.tfestimator.benchmark.Statistics;
import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;

/**
 * A task of a cluster, or a training in one process, that takes some steps of the tutorial's
 * network and prints a line about them. {@code scripts/parity/multi_worker.py} does the same.
 */
final class ClusterStepProcess {
  static final int WARM_UP = 8;
  static final int STEPS = 30;
  private static final int IMAGES = 2_000;

  private ClusterStepProcess() {}

  /** Runs with a folder, the number of workers, threads of a kernel, and images of a batch. */
  public static void main(String[] args) {
    Logger.getLogger("").setLevel(Level.WARNING);
    Path folder = Path.of(args[0]);
    int workers = Integer.parseInt(args[1]);
    int threads = Integer.parseInt(args[2]);
    int batch = Integer.parseInt(args[3]);
    RunConfig config = RunConfig.fromEnvironment(folder.resolve("model"));
    config = config.withSession(config.session().withThreads(threads, 0));
    Examples examples = Examples.of(Digits.draw(IMAGES, 42), MinMaxScaler.unit(784));
    Estimator.of(new CnnModelFn(CnnParams.defaults()), config)
        .train(
            examples.shuffledBatches(batch, 42),
            Steps.more(Integer.MAX_VALUE),
            new Meter(folder, workers));
  }

  /** Times steps once all workers are warm, and then stops the training. */
  private static final class Meter implements SessionRunHook {
    private final Path folder;
    private final int workers;
    private final double[] seconds = new double[STEPS];
    private int measured;
    private long firstStep;
    private long bytes;
    private double cpu;
    private long last;

    Meter(Path folder, int workers) {
      this.folder = folder;
      this.workers = workers;
    }

    @Override
    public boolean runsOnEachWorker() {
      return true;
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      long now = System.nanoTime();
      if (context.iteration() < WARM_UP) {
        return;
      }
      if (context.iteration() == WARM_UP) {
        awaitOthers();
        firstStep = context.globalStep();
        bytes = loopbackBytes();
        cpu = cpuSeconds();
        last = System.nanoTime();
      } else if (measured < STEPS) {
        seconds[measured++] = (now - last) / 1e9;
        last = now;
        if (measured == STEPS) {
          print(context.globalStep() - firstStep);
          context.requestStop();
        }
      }
    }

    private void print(long globalSteps) {
      System.out.printf(
          Locale.ROOT,
          "measured %.6f %.6f %.0f %.6f%n",
          Statistics.median(seconds),
          Statistics.mean(seconds),
          (double) (loopbackBytes() - bytes) / globalSteps,
          (cpuSeconds() - cpu) / STEPS);
    }

    private static double cpuSeconds() {
      return ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9;
    }

    private void awaitOthers() {
      try {
        Files.createTempFile(folder, "warm", "");
        while (warmWorkers() < workers) {
          Thread.sleep(5);
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (InterruptedException e) {
        throw new IllegalStateException("Nothing interrupts the benchmark's threads.", e);
      }
    }

    private long warmWorkers() throws IOException {
      try (Stream<Path> files = Files.list(folder)) {
        return files.filter(file -> file.getFileName().toString().startsWith("warm")).count();
      }
    }

    /** Returns the bytes that the loopback interface has received, other programs' too. */
    private static long loopbackBytes() {
      try {
        return Files.readAllLines(Path.of("/proc/net/dev")).stream()
            .map(String::strip)
            .filter(line -> line.startsWith("lo:"))
            .mapToLong(line -> Long.parseLong(line.substring(3).strip().split("\\s+")[0]))
            .sum();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
