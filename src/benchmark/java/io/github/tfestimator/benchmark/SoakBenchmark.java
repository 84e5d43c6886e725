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
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.bytedeco.javacpp.Pointer;

/**
 * A check that memory stays flat: 20,000 steps of a small network with the default hooks, logging
 * of probabilities and a checkpoint every 1,000 steps. Prints ten times the used heap after a
 * collection, the memory of the process (resident) by Linux and by JavaCPP, and the number of open
 * native objects. Fails, with exit code 1, if the peak of heap or resident memory in the last third
 * of the steps exceeds that of the middle third by more than {@value #TOLERANCE_MIB} MiB; the first
 * third is for warming up. 1 KiB lost in each step would show as 8 MiB.
 *
 * <p>Other work on the machine doesn't matter. On Linux: {@code scripts/benchmark soak [STEPS]}. It
 * touches all of Java's heap at the start, so that the heap's own growth doesn't look like a leak.
 */
public final class SoakBenchmark {
  private static final int TOLERANCE_MIB = 6;
  private static final String HEAP = "heap MiB";
  private static final String RESIDENT = "resident MiB";

  private SoakBenchmark() {}

  /** Runs with the number of steps, 20000 if none is given. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Benchmark.main(args, 20_000, 1, SoakBenchmark::run);
  }

  private static boolean run(int steps, Path modelDir) {
    InputFn input =
        Examples.of(Digits.draw(1_000, 42), MinMaxScaler.unit(784)).shuffledBatches(20, 42);
    var config = RunConfig.in(modelDir).withSaveCheckpoints(Every.steps(1_000));
    var memory = new MemoryLog(steps, "steps", HEAP, RESIDENT, "JavaCPP MiB", "native objects");
    Estimator.of(
            new CnnModelFn(
                CnnParams.defaults().withLayers(List.of(3, 4), List.of(8)).withRates(0.4f, 0.05f)),
            config)
        .train(
            input,
            Steps.more(steps),
            LoggingTensorHook.every(50, "probabilities", "softmax_tensor"),
            new MemoryHook(memory));
    double resident = memory.growth(RESIDENT);
    double heap = memory.growth(HEAP);
    System.out.printf(
        Locale.ROOT,
        "last third over middle third: resident %+.1f MiB, heap %+.1f MiB; %d allowed%n",
        resident,
        heap,
        TOLERANCE_MIB);
    return Math.max(resident, heap) <= TOLERANCE_MIB;
  }

  private static double heapMib() {
    System.gc();
    return mib(Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory());
  }

  private static double mib(long bytes) {
    return bytes / 1048576.0;
  }

  private record MemoryHook(MemoryLog log) implements SessionRunHook {
    @Override
    public void afterRun(RunContext context, RunValues values) {
      long step = context.globalStep() + 1;
      if (log.isDue(step)) {
        log.row(
            step,
            heapMib(),
            ResidentMemory.mib(),
            mib(Pointer.physicalBytes()),
            Pointer.totalCount());
      }
    }
  }
}
