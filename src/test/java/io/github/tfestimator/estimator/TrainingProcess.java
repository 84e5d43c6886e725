package io.github.tfestimator.estimator;

import io.github.tfestimator.ChildProcess;
import io.github.tfestimator.hooks.Every;
import io.github.tfestimator.hooks.RunContext;
import io.github.tfestimator.hooks.RunValues;
import io.github.tfestimator.hooks.SessionRunHook;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program that trains for good and saves at every step, to be killed or to fail. */
final class TrainingProcess {
  static final String STEP = "step ";

  private TrainingProcess() {}

  /**
   * Trains in a process of its own, which tells each step once the checkpoint of that step is
   * saved.
   */
  static ChildProcess start(Path modelDir) throws IOException {
    return ChildProcess.java(TrainingProcess.class, modelDir, 8);
  }

  /** The same, where no file may be larger than that. */
  static ChildProcess withFilesUpTo(int kibibytes, Path modelDir, int hiddenUnits)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("bash", "-c"));
    command.addAll(List.of("ulimit -f " + kibibytes + " && exec \"$@\"", "bash"));
    command.addAll(ChildProcess.javaCommand(TrainingProcess.class, modelDir, hiddenUnits));
    return ChildProcess.start(command);
  }

  /** The last step that a process told of; -1 before the first. */
  static long lastStep(ChildProcess process) {
    return process.linesWith(STEP).stream()
        .filter(line -> line.startsWith(STEP))
        .mapToLong(line -> Long.parseLong(line.substring(STEP.length())))
        .max()
        .orElse(-1);
  }

  public static void main(String[] args) {
    var config = RunConfig.in(Path.of(args[0])).withSaveCheckpoints(Every.steps(1));
    // Hooks of the user come before the one that saves: at this step the one before is saved.
    SessionRunHook telling =
        new SessionRunHook() {
          @Override
          public void afterRun(RunContext context, RunValues values) {
            System.out.println(STEP + context.globalStep());
          }
        };
    Estimator.of(new TinyModel(Integer.parseInt(args[1]), 0.2f), config)
        .train(TinyModel.TRAIN, Steps.more(1_000_000), telling);
  }
}
