package io.github.tfestimator.summary;

import io.github.tfestimator.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A program that puts evaluations of its steps into a history, and prints each step. */
final class EvaluatingProcess {
  static final String STEP = "step ";

  private EvaluatingProcess() {}

  /** Puts evaluations of so many steps from the first one, in a process of its own. */
  static ChildProcess start(Path folder, long firstStep, int count) throws IOException {
    return ChildProcess.java(EvaluatingProcess.class, folder, firstStep, count);
  }

  static EvaluationRecord evaluation(long globalStep) {
    List<Long> row = List.of(globalStep, 1L);
    return new EvaluationRecord(
        globalStep, 0.1, 0.2, 10, Map.of("accuracy", 0.3), Map.of("accuracy", List.of(row, row)));
  }

  public static void main(String[] args) {
    EvaluationHistory history = EvaluationHistory.in(Path.of(args[0]));
    long first = Long.parseLong(args[1]);
    for (long step = first; step < first + Long.parseLong(args[2]); step++) {
      history.put(evaluation(step));
      System.out.println(STEP + step);
    }
  }
}
