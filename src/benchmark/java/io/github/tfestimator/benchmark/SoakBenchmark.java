package io.github.tfestimator.benchmark;

import io.github.tfestimator.cnn.CnnModelFn;
import io.github.tfestimator.cnn.CnnParams;
import io.github.tfestimator.cnn.data.Digits;
import io.github.tfestimator.cnn.data.Examples;
import io.github.tfestimator.cnn.data.MinMaxScaler;
import io.github.tfestimator.estimator.Estimator;
import io.github.tfestimator.estimator.RunConfig;
import io.github.tfestimator.estimator.Steps;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.LoggingTensorHook;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import io.github.tfestimator.input.InputFn;
import io.github.tfestimator.io.AtomicFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.bytedeco.javacpp.Pointer;

/**
 * Whether memory stays flat: 20,000 steps of a small network with the default hooks, logging of
 * probabilities and a checkpoint every 1,000 steps. Prints ten times what the process holds in
 * memory (resident), by Linux and by JavaCPP, what of Java's heap is in use after a collection, and
 * how many native objects are open. Fails, with exit code 1, if resident memory or heap is in the
 * last third of the steps at its highest more than {@value #TOLERANCE_MIB} MiB over the middle
 * third; the first third is for warming up. 1 KiB lost in each step would show as 8 MiB.
 *
 * <p>Other work on the machine doesn't matter. On Linux: {@code scripts/benchmark soak [STEPS]}. It
 * touches all of Java's heap at the start, lest the heap's own growth is taken for a leak.
 */
public final class SoakBenchmark {
  private static final int TOLERANCE_MIB = 6;
  private static final int ROWS = 10;

  /** Kept, as the logging forgets the level of a logger that nobody holds. */
  private static final Logger LOG = Logger.getLogger("tensorflow");

  private SoakBenchmark() {}

  /**
   * @param args the number of steps, 20000 if none is given
   * @throws IOException if the temporary model directory can't be used
   */
  public static void main(String[] args) throws IOException {
    int steps = args.length == 0 ? 20_000 : Integer.parseInt(args[0]);
    LOG.setLevel(Level.WARNING);
    InputFn input =
        Examples.of(Digits.draw(1_000, 42), MinMaxScaler.unit(784)).shuffledBatches(20, 42);
    Path modelDir = Files.createTempDirectory("soak");
    var memory = new Memory(steps);
    try {
      var config = RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(1_000));
      System.out.println("   step   heap MiB   resident MiB   JavaCPP MiB   native objects");
      Estimator.of(new CnnModelFn(new CnnParams(3, 4, 8, 0.4f, 0.05f)), config)
          .train(
              input,
              Steps.more(steps),
              LoggingTensorHook.every(50, "probabilities", "softmax_tensor"),
              memory);
    } finally {
      AtomicFiles.deleteTree(modelDir);
    }
    double resident = memory.resident.growth();
    double heap = memory.heap.growth();
    System.out.printf(
        Locale.ROOT,
        "last third over middle third: resident %+.1f MiB, heap %+.1f MiB; %d allowed%n",
        resident,
        heap,
        TOLERANCE_MIB);
    if (Math.max(resident, heap) > TOLERANCE_MIB) {
      System.exit(1);
    }
  }

  private static double heapMiB() {
    System.gc();
    return mib(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
  }

  private static double mib(long bytes) {
    return bytes / 1048576.0;
  }

  /** Prints the rows. */
  private static final class Memory implements SessionRunHook {
    private final long steps;
    private final Thirds resident = new Thirds();
    private final Thirds heap = new Thirds();

    Memory(long steps) {
      this.steps = steps;
    }

    @Override
    public void afterRun(RunContext context, RunValues values) {
      long step = context.globalStep() + 1;
      if (step % Math.max(1, steps / ROWS) == 0) {
        System.out.printf(
            Locale.ROOT,
            "%7d   %8.1f   %12.1f   %11.1f   %14d%n",
            step,
            heap.note(step, steps, heapMiB()),
            resident.note(step, steps, ResidentMemory.mib()),
            mib(Pointer.physicalBytes()),
            Pointer.totalCount());
      }
    }
  }
}
